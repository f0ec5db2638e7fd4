package dev.stalemate.cli.verbs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.shared.JsonOption;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Verdict;
import dev.stalemate.report.Table;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says what there is to check. */
@Command(
        name = "list",
        description = "Lists systems, designs, releases, properties, scopes and claims, each with what it says.")
public final class ListCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            arity = "0..1",
            paramLabel = "KIND",
            description = "Only ${COMPLETION-CANDIDATES}. Default: all of them.")
    private @Nullable Kind kind;

    @Mixin
    private final JsonOption json = new JsonOption();

    /** The verb in a session. */
    public ListCommand(Session session) {
        this.session = session;
    }

    /** What can be listed. */
    enum Kind {
        systems,
        designs,
        releases,
        properties,
        scopes,
        claims;

        /** The member of the JSON that lists these; what programs read keeps the names that it had. */
        String key() {
            return this == designs ? "variants" : name();
        }
    }

    private static boolean isKind(String word) {
        return Stream.of(Kind.values()).anyMatch(each -> each.name().equals(word));
    }

    @Override
    public Integer call() throws IOException {
        json.operand(ListCommand::isKind).ifPresent(word -> kind = Kind.valueOf(word));
        session.files().writes("--json", json.file(), OutputKind.LIST).check();
        Set<Kind> kinds = kind == null ? EnumSet.allOf(Kind.class) : EnumSet.of(kind);
        if (json.wanted()) {
            ObjectNode root = JsonNodeFactory.instance.objectNode();
            kinds.forEach(k -> fill(root.putArray(k.key()), k));
            json.write(session, root.toPrettyString() + "\n");
        }
        if (json.alone()) {
            return ExitCode.OK.number();
        }
        String gap = "";
        for (Kind k : kinds) {
            session.out().print(gap + (kind == null ? k.name() + "\n" : ""));
            session.out().print(table(k).render(session.width(), session.style()));
            gap = "\n";
        }
        return ExitCode.OK.number();
    }

    private Table table(Kind which) {
        Table table = new Table();
        switch (which) {
            case systems -> table.left("system").wrapping("says");
            case designs -> table.left("system/design").wrapping("says");
            case releases ->
                table.left("system/design")
                        .left("project")
                        .left("first")
                        .left("last")
                        .left("begins")
                        .left("ends")
                        .wrapping("part");
            case properties ->
                table.left("system")
                        .left("property")
                        .left("kind")
                        .left("breaks")
                        .wrapping("says");
            case scopes -> table.left("system").left("scope").wrapping("settings");
            case claims ->
                table.left("id")
                        .wrapping("system/design")
                        .wrapping("property")
                        .left("expected")
                        .wrapping("says")
                        .wrapping("scope");
        }
        for (ModelSystem s : session.systems().all()) {
            rows(table, which, s);
        }
        return table;
    }

    private static void rows(Table table, Kind which, ModelSystem s) {
        switch (which) {
            case systems -> table.row(s.name(), s.says());
            case designs -> {
                s.designs().forEach(v -> table.row(s.name() + "/" + v.name(), v.says()));
                s.designSettings().forEach(x -> table.row(s.name() + "/...," + x.name() + "=", sentence(x)));
            }
            case releases ->
                s.releases()
                        .rows()
                        .forEach(r -> table.row(
                                s.name() + "/" + r.design(),
                                r.project(),
                                r.first(),
                                r.last(),
                                r.begins(),
                                Objects.requireNonNullElse(r.ends(), ""),
                                Objects.requireNonNullElse(r.part(), "")));
            case properties ->
                laws(s).forEach(p -> table.row(s.name(), p.name(), word(p.kind()), word(p.breaks()), p.says()));
            case scopes -> {
                s.scopes().forEach((name, scope) -> table.row(s.name(), name, scope));
                s.settings().forEach(x -> table.row(s.name(), x.name() + "=", sentence(x)));
            }
            case claims ->
                s.claims()
                        .forEach(c -> table.row(
                                c.id(), s.name() + "/" + c.design().name(), c.law(), expected(c), c.says(), c.scope()));
        }
    }

    private static String sentence(Setting<?> setting) {
        return setting.says() + ", otherwise " + setting.initial();
    }

    private static void fill(ArrayNode array, List<? extends Setting<?>> settings) {
        settings.forEach(x -> array.addObject()
                .put("name", x.name())
                .put("initial", x.initial())
                .put("says", x.says()));
    }

    private static String expected(Claim c) {
        Verdict expected = c.expected();
        return expected == null ? "open" : expected.toString();
    }

    private void fill(ArrayNode array, Kind which) {
        for (ModelSystem s : session.systems().all()) {
            switch (which) {
                case systems -> {
                    ObjectNode node = array.addObject().put("name", s.name()).put("says", s.says());
                    fill(node.putArray("designSettings"), s.designSettings());
                    fill(node.putArray("scopeSettings"), s.settings());
                }
                case designs ->
                    s.designs().forEach(v -> array.addObject()
                            .put("system", s.name())
                            .put("name", v.name())
                            .put("says", v.says()));
                case releases ->
                    s.releases().rows().forEach(r -> array.addObject()
                            .put("system", s.name())
                            .put("variant", r.design())
                            .put("project", r.project())
                            .put("first", r.first().toString())
                            .put("last", r.last().toString())
                            .put("begins", r.begins())
                            .put("ends", r.ends())
                            .put("part", r.part()));
                case properties ->
                    laws(s).forEach(p -> array.addObject()
                            .put("system", s.name())
                            .put("name", p.name())
                            .put("kind", word(p.kind()))
                            .put("breaks", word(p.breaks()))
                            .put("says", p.says()));
                case scopes ->
                    s.scopes().forEach((name, scope) -> array.addObject()
                            .put("system", s.name())
                            .put("name", name)
                            .put("settings", scope.toString()));
                case claims -> s.claims().forEach(c -> fill(array.addObject(), c));
            }
        }
    }

    private static void fill(ObjectNode node, Claim c) {
        node.put("id", c.id())
                .put("system", c.system().name())
                .put("variant", c.design().name())
                .put("property", c.law())
                .put("scope", c.scope().toString())
                .put("expected", c.expected() == null ? null : c.expected().toString())
                .put("says", c.says())
                .put("finding", c.finding() == null ? null : c.finding().why());
    }

    /** Properties belong to models: those that any design has at any preset or claim's scope. */
    private static Collection<Law> laws(ModelSystem s) {
        Map<String, Law> laws = new LinkedHashMap<>();
        for (Scope scope : s.scopes().values()) {
            s.designs().forEach(v -> s.model(v, scope).laws().forEach(p -> laws.putIfAbsent(p.name(), p)));
        }
        s.claims().forEach(c -> c.model().laws().forEach(p -> laws.putIfAbsent(p.name(), p)));
        return laws.values();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
