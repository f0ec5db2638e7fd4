package dev.stalemate.lab.xen;

import java.util.List;
import java.util.regex.Pattern;

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

    /** The text that the machine reads. */
    public String text() {
        StringBuilder text = new StringBuilder("scenario ").append(name).append('\n');
        commands.forEach(command -> text.append(command).append('\n'));
        return text.append("end\n").toString();
    }
}
