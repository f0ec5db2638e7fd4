package dev.stalemate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code --json FILE|-} of verbs whose {@code --json} once took no file, so that what follows it may be an operand: {@code --json}
 * alone is {@code --json -}, and an operand stays one.
 */
final class JsonOption {
    private static final String NAME = "--json";
    private static final String STANDARD_OUTPUT = "-";
    private static final int LOOKED_AT = 1 << 10;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = NAME,
            arity = "0..1",
            fallbackValue = STANDARD_OUTPUT,
            paramLabel = "FILE|-",
            description = {
                "Write the result as JSON; to standard output alone for -, or without anything.",
                "A file that exists is written over only if it is JSON of this verb."
            })
    private @Nullable String to;

    /** What the beginning of a file looks like that the verb wrote. */
    private final Pattern own;

    /** JSON of any kind. */
    JsonOption() {
        this(Pattern.compile("\\s*(?:\\{\\s*[\"}]|\\[\\s*[\\[{\"\\]]).*", Pattern.DOTALL));
    }

    JsonOption(Pattern own) {
        this.own = own;
    }

    /**
     * Takes back an argument that followed {@code --json} without being its file.
     *
     * @param isOperand whether an argument is an operand of the verb; asked only of one that stands behind a blank
     * @return the operand; {@code --json} is then {@code --json -}
     */
    Optional<String> operand(Predicate<String> isOperand) {
        String value = to;
        if (value == null || value.equals(STANDARD_OUTPUT) || attached() || !isOperand.test(value)) {
            return Optional.empty();
        }
        to = STANDARD_OUTPUT;
        return Optional.of(value);
    }

    /** How many of these operands stand before {@code --json} on the command line. */
    int operandsBefore(List<String> operands) {
        List<String> arguments = arguments();
        int at = arguments.indexOf(NAME);
        return (int) operands.stream()
                .filter(operand -> {
                    int index = arguments.indexOf(operand);
                    return index >= 0 && index < at;
                })
                .count();
    }

    /** Whether it is {@code --json=FILE}, which never had another meaning. */
    private boolean attached() {
        return arguments().stream().anyMatch(argument -> argument.startsWith(NAME + "="));
    }

    private List<String> arguments() {
        return spec == null ? List.of() : spec.commandLine().getParseResult().originalArgs();
    }

    /** Where it goes, {@code -} for standard output; null if it isn't wanted. */
    @Nullable
    String file() {
        return to;
    }

    /** Whether JSON is wanted. */
    boolean wanted() {
        return to != null;
    }

    /** Whether the verb's usual output gives way to JSON. */
    boolean alone() {
        return STANDARD_OUTPUT.equals(to);
    }

    /** Writes it, if it is wanted. */
    void write(Session session, String json) throws IOException {
        String file = to;
        if (file == null) {
            return;
        }
        check();
        session.write(file, json);
    }

    /** Refuses a file that holds something else; to be asked before any work is done. */
    void check() throws IOException {
        String file = to;
        if (file != null && !file.equals(STANDARD_OUTPUT) && holdsSomethingElse(Path.of(file))) {
            throw new Failure(
                    ExitCode.USAGE,
                    NAME + " " + file
                            + ": the file exists and isn't JSON of this verb; remove it first, or name another");
        }
    }

    /** Whether a file is there with something in it that the verb did not write. */
    boolean holdsSomethingElse(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) || file.startsWith("/dev/")) {
            return false;
        }
        if (!Files.isRegularFile(file)) {
            return true;
        }
        try (InputStream in = Files.newInputStream(file)) {
            String start = new String(in.readNBytes(LOOKED_AT), StandardCharsets.UTF_8);
            return !start.isBlank() && !own.matcher(start).matches();
        }
    }
}
