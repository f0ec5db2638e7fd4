package dev.stalemate.cli.verbs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.shared.JsonOption;
import dev.stalemate.model.Litmus;
import dev.stalemate.report.LitmusReport;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table;
import dev.stalemate.report.Table.Cell;
import dev.stalemate.text.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The outcomes of small races. */
@Command(
        name = "litmus",
        description = {
            "Runs two or three short programs in every order of their steps, and lists how that can end, how many orders end so,"
                    + " and whether it may. Without a name: which races there are, and how they end.",
            "Ends with 12 if a forbidden outcome is reached that isn't recorded, or a recorded one isn't reached."
        })
public final class LitmusCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "A race.")
    private List<String> names = new ArrayList<>();

    @Mixin
    private final JsonOption json = new JsonOption();

    /** The verb in a session. */
    public LitmusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        List<Litmus> all = session.systems().all().stream()
                .flatMap(s -> s.litmus().stream())
                .toList();
        json.operand(word -> all.stream().anyMatch(litmus -> litmus.name().equals(word)))
                .ifPresent(word -> names.add(json.operandsBefore(names), word));
        session.files().writes("--json", json.file(), OutputKind.LITMUS).check();
        List<LitmusReport> reports = (names.isEmpty()
                        ? all.stream()
                        : names.stream().map(name -> find(all, name)))
                .map(LitmusReport::of)
                .toList();
        if (json.wanted()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            reports.forEach(r -> array.add(r.json()));
            json.write(session, array.toPrettyString() + "\n");
        }
        if (json.alone()) {
            return code(reports);
        }
        if (names.isEmpty()) {
            session.out().print(table(reports).render(session.width(), session.style()));
        } else {
            session.out()
                    .print(String.join(
                            "\n",
                            reports.stream()
                                    .map(r -> r.text(session.width(), session.style()))
                                    .toList()));
        }
        return code(reports);
    }

    private static int code(List<LitmusReport> reports) {
        boolean good = reports.stream().allMatch(LitmusReport::asRecorded);
        return (good ? ExitCode.OK : ExitCode.VIOLATED).number();
    }

    private static Table table(List<LitmusReport> reports) {
        Table table = new Table().left("race").wrapping("says").left("forbidden outcomes");
        for (LitmusReport report : reports) {
            String forbidden = report.forbidden() == 0 ? "none" : report.forbidden() + " reached";
            String recorded =
                    report.asRecorded() ? (report.forbidden() == 0 ? "" : ", as recorded") : ", not as recorded";
            table.row(
                    report.litmus().name(),
                    report.litmus().says(),
                    new Cell(forbidden + recorded, report.asRecorded() ? Tone.GOOD : Tone.BAD));
        }
        return table;
    }

    private static Litmus find(List<Litmus> all, String name) {
        return all.stream()
                .filter(l -> l.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        ExitCode.USAGE,
                        Names.missing(
                                "no race '" + name + "'",
                                name,
                                all.stream().map(Litmus::name).toList())));
    }
}
