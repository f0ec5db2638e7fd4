package dev.stalemate.cli.verbs;

import com.google.common.collect.ImmutableList;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.shared.RandomOptions;
import dev.stalemate.cli.shared.SearchFlags;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.Exhaustive;
import dev.stalemate.decide.Listener;
import dev.stalemate.decide.Question;
import dev.stalemate.decide.RandomSearch;
import dev.stalemate.model.Claim;
import dev.stalemate.report.FieldRecord;
import dev.stalemate.report.FieldRecord.Bug;
import dev.stalemate.report.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the record of bugs of the past. */
@Command(
        name = "record",
        description = {
            "Finds every bug of the past again, and writes down what that took: steps, states and milliseconds of the search, walks of"
                    + " the random driver, and what fixed it. Markdown.",
            "Exit code 12 if some design before its fix is not violated, or some fix does not hold."
        })
public final class RecordCommand implements Callable<Integer> {
    private static final Pattern PARENT = Pattern.compile("H\\d+");
    private static final String FIX = "fix";
    private static final Duration MOST_WALKING = Duration.ofSeconds(20);

    private final Session session;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE|-",
            defaultValue = "-",
            description = "Default: standard output.")
    private String output = "-";

    @Mixin
    private SearchFlags searching = new SearchFlags();

    @Mixin
    private RandomOptions walking = new RandomOptions();

    /** The verb in a session. */
    public RecordCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        session.files().writes("-o", output, OutputKind.OTHER).check();
        if (!walking.positive()) {
            throw new Failure(ExitCode.USAGE, "--walks and --length need a positive number");
        }
        Map<String, Claim> claims = new LinkedHashMap<>();
        session.systems().claims().forEach(claim -> claims.put(claim.id(), claim));
        List<Claim> parents = claims.values().stream()
                .filter(claim -> PARENT.matcher(claim.id()).matches())
                .sorted(Comparator.comparingInt(
                        claim -> Integer.parseInt(claim.id().substring(1))))
                .toList();
        if (parents.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "there is no bug of the past to record");
        }
        Progress progress = session.drive();
        Listener listener = session.listener();
        List<Bug> bugs = new ArrayList<>();
        for (Claim parent : parents) {
            Decision before = search(parent, listener);
            Decision walks = walk(parent, listener);
            Claim fix = claims.get(parent.id() + FIX);
            Decision after = fix == null ? null : search(fix, listener);
            if (progress.stopped() || before == null) {
                session.complain("interrupted: " + bugs.size() + " of " + parents.size() + " bugs were looked for");
                break;
            }
            bugs.add(new Bug(before, walks, after));
        }
        progress.clear();
        FieldRecord record = new FieldRecord(ImmutableList.copyOf(bugs));
        if (!bugs.isEmpty()) {
            session.write(output, record.markdown());
        }
        if (bugs.size() < parents.size()) {
            return ExitCode.BOUND.number();
        }
        return (record.isComplete() ? ExitCode.OK : ExitCode.VIOLATED).number();
    }

    private @Nullable Decision search(Claim claim, Listener listener) {
        Question question = Question.of(claim);
        return new Exhaustive(searching.options(), listener)
                .decide(List.of(question))
                .get(question);
    }

    private @Nullable Decision walk(Claim claim, Listener listener) {
        Question question = Question.of(claim);
        return new RandomSearch(walking.walking(MOST_WALKING), false, listener)
                .decide(List.of(question))
                .get(question);
    }
}
