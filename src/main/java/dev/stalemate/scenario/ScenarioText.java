package dev.stalemate.scenario;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.stalemate.model.StepText;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A scenario as it is written: a step or an expectation a line, or several with semicolons between them. A {@code #} at the beginning or
 * after a blank begins a comment.
 *
 * @param lines the steps and expectations in order
 */
public record ScenarioText(ImmutableList<Line> lines) {
    /** As many as a person writes, and far more. */
    public static final int MOST_LINES = 10_000;

    private static final Splitter PARTS = Splitter.on(';').trimResults().omitEmptyStrings();
    private static final Splitter LINES = Splitter.onPattern("\\R");
    private static final String EXPECT = "expect";

    /**
     * A step, or what is expected after the steps before it.
     *
     * @param where such as {@code scenario.txt:3}, for messages
     * @param step the step; null for an expectation
     * @param expected a property's name or a condition, with {@code !} before a property that must be violated; empty for a step
     */
    public record Line(String where, @Nullable StepText step, String expected) {}

    /**
     * Reads a file's text.
     *
     * @throws ScenarioException if it has nothing in it, or too much
     */
    public static ScenarioText ofFile(String name, String text) throws ScenarioException {
        ImmutableList.Builder<Line> lines = ImmutableList.builder();
        int number = 0;
        for (String line : LINES.split(text)) {
            String where = name + ":" + ++number;
            String said = line.startsWith("#") ? "" : line.replaceFirst("\\s#.*", "");
            for (String part : PARTS.split(said)) {
                lines.add(line(where, part));
            }
        }
        return checked(name, lines.build());
    }

    /**
     * Reads steps with semicolons between them, as on a command line.
     *
     * @throws ScenarioException if there are none, or too many
     */
    public static ScenarioText of(String name, String steps) throws ScenarioException {
        ImmutableList.Builder<Line> lines = ImmutableList.builder();
        int number = 0;
        for (String part : PARTS.split(steps)) {
            lines.add(line(name + ", number " + ++number, part));
        }
        return checked(name, lines.build());
    }

    private static ScenarioText checked(String name, ImmutableList<Line> lines) throws ScenarioException {
        if (lines.stream().noneMatch(line -> line.step() != null)) {
            throw new ScenarioException(name, "there is no step in it");
        }
        if (lines.size() > MOST_LINES) {
            throw new ScenarioException(
                    name, "there are " + lines.size() + " steps, and at most " + MOST_LINES + " are taken");
        }
        return new ScenarioText(lines);
    }

    private static Line line(String where, String text) throws ScenarioException {
        if (!text.matches(EXPECT + "(\\s.*)?")) {
            return new Line(where, StepText.of(text), "");
        }
        String expected = text.substring(EXPECT.length()).strip();
        if (expected.isEmpty()) {
            throw new ScenarioException(
                    where, "expect what? A property such as no-stale, or a condition such as ept[0x0]=UC");
        }
        return new Line(where, null, expected);
    }

    /** The steps alone. */
    public List<StepText> steps() {
        return lines.stream().map(Line::step).filter(Objects::nonNull).toList();
    }
}
