package org.convzoo.cli;

import picocli.CommandLine.Option;

/** For commands that print data. Read from {@link Console#json}, so that errors before or during parsing follow it too. */
final class JsonOption {
    @Option(names = "--json", description = "Print JSON, to stdout; a failure is {\"error\":\"...\"} on stderr.")
    boolean json;
}
