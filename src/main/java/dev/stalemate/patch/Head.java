package dev.stalemate.patch;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the comments of a design's file tell the tool, in lines such as {@code stalemate: system=kvm base=linux-6.7 scope=sdm} and
 * {@code stalemate: never cd[0]=1 & ept[0x0]=UC}. Both comments of C and of Java can hold them.
 *
 * @param system the system's name; empty if it is not said
 * @param base the design of which this one is a change; empty if it is not said
 * @param scope where it is asked; empty if it is not said
 * @param says the design in a sentence; empty if it is not said
 * @param never conditions in which no state may be
 */
public record Head(String system, String base, String scope, String says, ImmutableList<String> never) {
    private static final Pattern LINE = Pattern.compile("^[\\s/*]*stalemate:\\s*(.*?)\\s*(\\*/)?\\s*$");
    private static final Pattern SETTING = Pattern.compile("(system|base|scope)=(\\S+)");
    private static final String NEVER = "never ";
    private static final String SAYS = "says ";

    /**
     * Reads a source text.
     *
     * @throws PatchException if a line that begins with {@code stalemate:} says anything else, or says something twice
     */
    public static Head of(String file, String text) throws PatchException {
        Map<String, String> said = new TreeMap<>();
        List<String> never = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            Matcher head = LINE.matcher(line);
            if (!head.matches()) {
                continue;
            }
            String rest = head.group(1);
            if (rest.startsWith(NEVER)) {
                never.add(rest.substring(NEVER.length()).strip());
            } else if (rest.startsWith(SAYS)) {
                put(said, "says", rest.substring(SAYS.length()).strip(), file, number);
            } else {
                for (String word : rest.split("\\s+", -1)) {
                    Matcher setting = SETTING.matcher(word);
                    if (!setting.matches()) {
                        throw new PatchException(
                                file + ":" + number + ": '" + word
                                        + "' is not system=..., base=..., scope=..., and the line does not begin with never or says");
                    }
                    put(said, setting.group(1), setting.group(2), file, number);
                }
            }
        }
        return new Head(
                said.getOrDefault("system", ""),
                said.getOrDefault("base", ""),
                said.getOrDefault("scope", ""),
                said.getOrDefault("says", ""),
                ImmutableList.copyOf(never));
    }

    private static void put(Map<String, String> said, String name, String value, String file, int number)
            throws PatchException {
        if (said.put(name, value) != null) {
            throw new PatchException(file + ":" + number + ": " + name + " is said twice");
        }
    }
}
