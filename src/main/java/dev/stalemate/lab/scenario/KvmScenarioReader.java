package dev.stalemate.lab.scenario;

import com.google.common.collect.ImmutableList;
import dev.stalemate.counterexample.BadFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads files of scenarios. The answer is a list of scenarios or a {@link BadFileException}, for any content. */
public final class KvmScenarioReader {
    /** Bytes of a file, as many as the emulated machine reads. */
    public static final int MOST_BYTES = 16 << 20;

    private static final int MOST_OPS = 10_000;
    private static final int LONGEST_LINE = 200;

    private final String file;
    private int number;
    private final Set<String> names = new HashSet<>();
    private final ImmutableList.Builder<KvmScenario> scenarios = ImmutableList.builder();
    private @Nullable String name;
    private KvmOptions options = KvmOptions.INITIAL;
    private int vcpu;
    private List<KvmOp> ops = new ArrayList<>();

    private KvmScenarioReader(String file) {
        this.file = file;
    }

    /**
     * Reads the text of a file; lines that begin with # are comments.
     *
     * @param file its name, for what is said about it
     */
    public static ImmutableList<KvmScenario> read(String file, String text) throws BadFileException {
        if (text.length() > MOST_BYTES) {
            throw new BadFileException(file, "is longer than " + MOST_BYTES + " characters");
        }
        KvmScenarioReader reader = new KvmScenarioReader(file);
        for (String line : (Iterable<String>) text.lines()::iterator) {
            reader.number++;
            reader.line(line);
        }
        if (reader.name != null) {
            throw new BadFileException(file, "scenario " + reader.name + " has no end");
        }
        return reader.scenarios.build();
    }

    private void line(String line) throws BadFileException {
        if (line.length() > LONGEST_LINE) {
            throw bad("is longer than " + LONGEST_LINE + " characters");
        }
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        List<String> words = List.of(line.split(" ", -1));
        try {
            if (words.get(0).equals("scenario")) {
                begin(words);
            } else if (name == null) {
                throw bad("'" + words.get(0) + "' stands outside of a scenario");
            } else {
                inside(words, name);
            }
        } catch (IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private void begin(List<String> words) throws BadFileException {
        if (name != null) {
            throw bad("scenario " + name + " has not ended");
        }
        String given = two(words);
        if (!KvmVerb.NAME.matcher(given).matches()) {
            throw bad("'" + given + "' is not a name of a scenario");
        }
        if (!names.add(given)) {
            throw bad("scenario " + given + " is there twice");
        }
        name = given;
        options = KvmOptions.INITIAL;
        vcpu = 0;
        ops = new ArrayList<>();
    }

    private void inside(List<String> words, String scenario) throws BadFileException {
        switch (words.get(0)) {
            case "opt" -> {
                if (words.size() != 3) {
                    throw bad("an option has a key and a number");
                }
                if (!ops.isEmpty() || vcpu != 0) {
                    throw bad("options come before operations");
                }
                options = options.with(words.get(1), decimal(words.get(2)));
            }
            case "vcpu" -> {
                vcpu = decimal(two(words));
                if (vcpu >= options.vcpus()) {
                    throw bad("there is no vCPU " + vcpu + " of " + options.vcpus());
                }
            }
            case "end" -> {
                if (words.size() != 1) {
                    throw bad("nothing follows end");
                }
                scenarios.add(KvmScenario.of(scenario, options, ops));
                name = null;
            }
            default -> {
                if (ops.size() == MOST_OPS) {
                    throw bad("a scenario has at most " + MOST_OPS + " operations");
                }
                ops.add(KvmOp.parse(vcpu, words));
            }
        }
    }

    private String two(List<String> words) throws BadFileException {
        if (words.size() != 2) {
            throw bad(words.get(0) + " takes one word");
        }
        return words.get(1);
    }

    private static int decimal(String text) {
        if (!text.matches("[0-9]{1,6}")) {
            throw new IllegalArgumentException("'" + text + "' is not a number");
        }
        return Integer.parseInt(text);
    }

    private BadFileException bad(String what) {
        return new BadFileException(file, number, what);
    }
}
