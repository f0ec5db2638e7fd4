package dev.stalemate.cli.shared;

import com.google.common.collect.ImmutableList;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import java.util.Arrays;
import picocli.CommandLine.ParseResult;

/** What {@code prove} is asked for, and the options that mean something there. */
public enum ProveMode {
    /** What is proved, and what is not. */
    LIST("--list", "--property", "--json"),
    /** Certificates. */
    CHECK("--check", "--solvers", "--max-time"),
    /** Look-ups. */
    RESOLVER("resolver", "--certificate", "--solvers", "--max-time", "--samples", "--json"),
    /** Claims, and designs that are proved like one. */
    CLAIMS(
            "claims",
            "--property",
            "--like",
            "--certificate",
            "--solvers",
            "--max-time",
            "--samples",
            "--mutants",
            "--save",
            "--json");

    private final String called;
    private final ImmutableList<String> options;

    ProveMode(String called, String... options) {
        this.called = called;
        this.options = ImmutableList.copyOf(options);
    }

    /**
     * Looks whether each option means something here: the user expects something of it.
     *
     * @throws Failure if one does not
     */
    public void check(ParseResult given) {
        Arrays.stream(values())
                .flatMap(mode -> mode.options.stream())
                .distinct()
                .filter(option -> !options.contains(option) && given.hasMatchedOption(option))
                .findFirst()
                .ifPresent(option -> {
                    throw new Failure(ExitCode.USAGE, option + " means nothing with " + called);
                });
        if (this != CHECK && given.hasMatchedOption(CHECK.called) && given.hasMatchedOption(called)) {
            throw new Failure(ExitCode.USAGE, CHECK.called + " means nothing with " + called);
        }
    }
}
