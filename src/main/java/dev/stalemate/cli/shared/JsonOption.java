package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.Troubles;
import dev.stalemate.files.AtomicFile;
import dev.stalemate.files.CannotWriteException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code --json FILE|-} of verbs whose {@code --json} once took no file, so that what follows it may be an operand: {@code --json}
 * alone is {@code --json -}, and an operand stays one.
 */
public final class JsonOption {
    private static final String NAME = "--json";
    private static final String STANDARD_OUTPUT = "-";

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

    /**
     * Takes back an argument that followed {@code --json} without being its file.
     *
     * @param isOperand whether an argument is an operand of the verb; asked only of one that stands behind a blank
     * @return the operand; {@code --json} is then {@code --json -}
     */
    public Optional<String> operand(Predicate<String> isOperand) {
        String value = to;
        if (value == null || value.equals(STANDARD_OUTPUT) || attached() || !isOperand.test(value)) {
            return Optional.empty();
        }
        to = STANDARD_OUTPUT;
        return Optional.of(value);
    }

    /** How many of these operands stand before {@code --json} on the command line. */
    public int operandsBefore(List<String> operands) {
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
    public String file() {
        return to;
    }

    /** Whether JSON is wanted. */
    public boolean wanted() {
        return to != null;
    }

    /** Whether the verb's usual output gives way to JSON. */
    public boolean alone() {
        return STANDARD_OUTPUT.equals(to);
    }

    /**
     * Looks whether it could be written now, for a verb that works for long before it writes.
     *
     * @throws Failure if not
     */
    public void tryToWrite() {
        String file = to;
        if (file != null && !alone()) {
            try {
                AtomicFile.tryToWrite(Path.of(file));
            } catch (CannotWriteException e) {
                throw new Failure(ExitCode.INTERNAL, NAME + " " + Troubles.says(e));
            }
        }
    }

    /** Writes it, if it is wanted. */
    public void write(Session session, String json) throws IOException {
        String file = to;
        if (file == null) {
            return;
        }
        session.write(file, json);
    }
}
