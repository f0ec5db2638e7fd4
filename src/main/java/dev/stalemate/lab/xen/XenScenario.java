package dev.stalemate.lab.xen;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A scenario for the lab's machine: toolstack calls, and what guests do, one a line; src/lab/xen/README.md lists them.
 *
 * @param name 1 to 60 letters, digits, dots, dashes and underscores
 * @param commands the lines
 */
public record XenScenario(String name, List<String> commands) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,60}");

    public XenScenario {
        commands = List.copyOf(commands);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no name of a scenario");
        }
    }

    /**
     * Where a machine did not do what the scenario says; null if it did.
     *
     * @param taken the commands that it took
     * @param cut whether it may have ended early
     */
    @Nullable
    String other(List<String> taken, boolean cut) {
        List<String> asked = commands.stream().filter(c -> !c.startsWith("#")).toList();
        int most = cut ? taken.size() : Math.max(asked.size(), taken.size());
        for (int i = 0; i < most; i++) {
            String should = i < asked.size() ? asked.get(i) : "the end";
            String is = i < taken.size() ? taken.get(i) : "the end";
            if (!is.equals(should)) {
                return "the machine did '" + is + "', and the scenario has '" + should + "'";
            }
        }
        return null;
    }

    /** The text that the machine reads. */
    public String text() {
        StringBuilder text = new StringBuilder("scenario ").append(name).append('\n');
        commands.forEach(command -> text.append(command).append('\n'));
        return text.append("end\n").toString();
    }
}
