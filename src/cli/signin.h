// Who runs a command: a session kept for this operating-system user in the site's folder.
#pragma once

#include "access/access.h"
#include "cli/cli.h"

/// The account that is signed in, or ERR_SIGN_IN with what to do.
struct err *cli_signed_in(struct cli *cli, const struct account **ret) MUST_USE;
