package dev.stalemate.patch.talk;

import com.google.common.collect.ImmutableSet;
import dev.stalemate.model.DesignFault;
import dev.stalemate.outside.ChildProgram;
import dev.stalemate.outside.Exchange;
import dev.stalemate.outside.Trouble;
import dev.stalemate.text.Visible;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A program that plays a design, asked by any thread, one at a time. It is started again after each fault, so that the same question gets
 * the same answer.
 *
 * <p>Answers are remembered elsewhere, so a program that keeps something between two questions would be searched wrongly. That is looked for:
 * some questions are asked a second time, later.
 */
public final class Talk implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final String FAULT = "fault ";
    private static final int LONGEST_FAULT = 400;
    private static final int AGAIN_EVERY = 8;
    private static final int KEPT = 256;

    private final ChildProgram program;
    private final UnaryOperator<String> placed;
    private final String[] questions = new String[KEPT];
    private final String[] answers = new String[KEPT];
    private long asked;
    /** The question with which each process begins. */
    private String opening = "";

    private String announced = "";
    /** Whether the next question is the first of a process. */
    private boolean fresh = true;

    private volatile boolean stopped;

    /**
     * A program that is started when it is first asked.
     *
     * @param command the program and its arguments
     * @param placed makes places in the source of addresses in a fault's words
     */
    public Talk(List<String> command, UnaryOperator<String> placed) {
        this(command, placed, LONGEST);
    }

    /** The same, with another longest wait for an answer. */
    Talk(List<String> command, UnaryOperator<String> placed, Duration longest) {
        this.program = new ChildProgram(command, longest, longest, () -> stopped);
        this.placed = placed;
    }

    /**
     * Asks which design it plays.
     *
     * @param known the calls that the system has
     * @throws IllegalArgumentException if the answer makes no sense
     * @throws DesignFault if there is no answer
     * @throws ChildProgram.NotStartedException if the program can't be started
     */
    public synchronized Announcement announcement(String system, ImmutableSet<String> known) {
        fresh = false;
        opening = "design " + system;
        announced = answer(opening, List.of(opening)).get(0);
        return Announcement.of(announced, known);
    }

    /**
     * Asks a question, one line.
     *
     * @throws DesignFault if the program reports a fault, does not answer, or answers an earlier question in another way than before
     */
    public synchronized String ask(String question) {
        String answer = once(question);
        int place = (int) (asked % KEPT);
        questions[place] = question;
        answers[place] = answer;
        asked++;
        if (asked % AGAIN_EVERY == 0) {
            // A multiplier that spreads over all places, so that old questions are asked again as well as new ones.
            askAgain((int) (asked / AGAIN_EVERY * 97 % Math.min(asked, KEPT)));
        }
        return answer;
    }

    private void askAgain(int place) {
        String now = once(questions[place]);
        if (!now.equals(answers[place])) {
            throw new DesignFault("it answers the same question in two ways, first '"
                    + Visible.line(answers[place], LONGEST_FAULT) + "', later '" + Visible.line(now, LONGEST_FAULT)
                    + "', so it keeps state of its own between calls; the question is: "
                    + Visible.line(questions[place], LONGEST_FAULT));
        }
    }

    private String once(String question) {
        if (!fresh) {
            return answer(question, List.of(question)).get(0);
        }
        fresh = false;
        List<String> answers = answer(question, List.of(opening, question));
        if (!answers.get(0).equals(announced)) {
            throw new DesignFault("it says of itself '" + Visible.line(answers.get(0), LONGEST_FAULT)
                    + "' when it is started again, and said '" + Visible.line(announced, LONGEST_FAULT) + "' before");
        }
        return answers.get(1);
    }

    private List<String> answer(String question, List<String> lines) {
        Exchange exchange = program.ask(lines);
        Trouble trouble = exchange.trouble();
        if (trouble != null) {
            fresh = true;
            String words = program.lastWords();
            throw new DesignFault(
                    "asked for " + question.substring(0, (question + " ").indexOf(' ')) + ": " + trouble.says()
                            + (words.isEmpty() ? "" : "; its last words: " + Visible.line(words, LONGEST_FAULT)));
        }
        String answer = exchange.answers().get(lines.size() - 1);
        if (answer.startsWith(FAULT)) {
            program.restart();
            fresh = true;
            throw new DesignFault(Visible.line(placed.apply(answer.substring(FAULT.length())), LONGEST_FAULT));
        }
        return exchange.answers();
    }

    /** Words that end with {@code at} and an address of the program, with its place in the source instead, if that is known. */
    public String placed(String words) {
        return placed.apply(words);
    }

    /** Ends the program. */
    @Override
    public void close() {
        stopped = true;
        synchronized (this) {
            program.close();
        }
    }
}
