package dev.stalemate.cli.verbs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.shared.JsonOption;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Source;
import dev.stalemate.model.Verdict;
import dev.stalemate.report.ClaimReport;
import dev.stalemate.report.Proved;
import dev.stalemate.report.SeenReal;
import dev.stalemate.report.SourceJson;
import dev.stalemate.report.Table;
import dev.stalemate.report.Wrap;
import dev.stalemate.text.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says what there is to check. */
@Command(
        name = "list",
        description = "Lists systems, designs, releases, properties, scopes, claims and where claims come from.")
public final class ListCommand implements Callable<Integer> {
    /** How far the texts of a claim in full are indented. */
    private static final int LABEL = 12;

    private final Session session;

    @Parameters(
            arity = "0..1",
            paramLabel = "KIND|SYSTEM|CLAIM",
            description = {
                "Only systems, designs, releases, properties, scopes, claims or sources; or all of a system;",
                "or a claim in full, such as K3. Default: all of every system."
            })
    private @Nullable String what;

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
        claims,
        sources;

        /** The member of the JSON that lists these; what programs read keeps the names that it had. */
        String key() {
            return this == designs ? "variants" : name();
        }
    }

    private static @Nullable Kind kind(@Nullable String word) {
        return Stream.of(Kind.values())
                .filter(kind -> kind.name().equals(word))
                .findFirst()
                .orElse(null);
    }

    private boolean isKnown(String word) {
        return kind(word) != null
                || session.systems().find(word) != null
                || !claims(word).isEmpty();
    }

    /** The claims of an id; those with more letters only if it ends with none: H21f is not H21fix. */
    private List<Claim> claims(@Nullable String id) {
        return id == null
                ? List.of()
                : session.systems().claims(id).stream()
                        .filter(c -> c.id().equals(id) || id.equals(Catalogue.family(id)))
                        .toList();
    }

    @Override
    public Integer call() throws IOException {
        json.operand(this::isKnown).ifPresent(word -> what = word);
        session.files().writes("--json", json.file(), OutputKind.LIST).check();
        Kind kind = kind(what);
        List<Claim> claims = kind == null ? claims(what) : List.of();
        List<ModelSystem> systems = systems(kind, claims);
        Set<Kind> kinds = kind != null
                ? EnumSet.of(kind)
                : claims.isEmpty() ? EnumSet.allOf(Kind.class) : EnumSet.of(Kind.claims);
        if (json.wanted()) {
            ObjectNode root = JsonNodeFactory.instance.objectNode();
            kinds.forEach(k -> fill(root.putArray(k.key()), k, systems));
            claims.forEach(c -> fill(root.withArray(Kind.claims.key()).addObject(), c));
            json.write(session, root.toPrettyString() + "\n");
        }
        if (json.alone()) {
            return ExitCode.OK.number();
        }
        String gap = "";
        for (Claim claim : claims) {
            session.out().print(gap + inFull(claim));
            gap = "\n";
        }
        for (Kind k : claims.isEmpty() ? kinds : EnumSet.noneOf(Kind.class)) {
            session.out().print(gap + (kind == null ? k.name() + "\n" : ""));
            session.out().print(table(k, systems).render(session.width(), session.style()));
            gap = "\n";
        }
        return ExitCode.OK.number();
    }

    /** Which systems are listed; none if claims are. */
    private List<ModelSystem> systems(@Nullable Kind kind, List<Claim> claims) {
        if (!claims.isEmpty()) {
            return List.of();
        }
        if (what == null || kind != null) {
            return session.systems().all();
        }
        ModelSystem system = session.systems().find(what);
        if (system == null) {
            List<String> known = new ArrayList<>(session.systems().names());
            Stream.of(Kind.values()).map(Kind::name).forEach(known::add);
            session.systems().claims().forEach(c -> known.add(c.id()));
            String meant = Names.meant(what, known);
            throw new Failure(
                    ExitCode.USAGE,
                    "there is nothing to list as '" + what + "'"
                            + (meant.isEmpty()
                                    ? "; there are " + List.of(Kind.values()) + ", systems and claims"
                                    : meant));
        }
        return List.of(system);
    }

    /** A claim, its design, property and scope, each with what it says, and where it comes from. */
    private String inFull(Claim c) {
        StringBuilder text = new StringBuilder();
        ModelSystem system = c.system();
        Law law = c.model().law(c.law());
        line(text, c.id() + ": ", "  ", c.says());
        line(
                text,
                "design",
                system.name() + "/" + c.design().name() + ": " + c.design().says());
        line(text, "property", law.name() + ": " + law.says());
        line(text, "scope", system.text(c.scope()));
        line(text, "expected", expected(c));
        Claim.Finding finding = c.finding();
        line(text, "recorded", c.recorded() + (finding == null ? "" : ": " + finding.why()));
        Proved proved = Proved.of(c);
        if (proved != null) {
            line(text, "proved", "for " + proved.says() + ": proofs/" + proved.certificate());
        }
        for (SeenReal seen : SeenReal.of(c)) {
            line(text, "seen", seen.text());
        }
        for (Source source : c.sources()) {
            line(text, "from", source.text());
            if (source.link() != null) {
                text.append(" ".repeat(LABEL)).append(source.link()).append('\n');
            }
        }
        return text.toString();
    }

    private void line(StringBuilder text, String label, String says) {
        line(text, String.format(Locale.ROOT, "  %-" + (LABEL - 2) + "s", label), " ".repeat(LABEL), says);
    }

    private void line(StringBuilder text, String begins, String continues, String says) {
        int width = ClaimReport.proseWidth(session.width());
        Wrap.hanging(begins, says, continues, width)
                .forEach(line -> text.append(line).append('\n'));
    }

    private Table table(Kind which, List<ModelSystem> systems) {
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
                        .wrapping("scope")
                        .wrapping("from");
            case sources -> table.left("system").wrapping("source").wrapping("claims");
        }
        for (ModelSystem s : systems) {
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
                                c.id(),
                                s.name() + "/" + c.design().name(),
                                c.law(),
                                expected(c),
                                c.says(),
                                s.text(c.scope()),
                                c.sources().stream().map(Source::name).collect(Collectors.joining("; "))));
            case sources -> s.sources().forEach(x -> table.row(s.name(), x.text(), String.join(", ", claims(s, x))));
        }
    }

    /** The ids of the claims of a system that come from a source. */
    private static List<String> claims(ModelSystem system, Source source) {
        return system.claims().stream()
                .filter(claim -> claim.sources().contains(source))
                .map(Claim::id)
                .toList();
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

    private static void fill(ArrayNode array, Kind which, List<ModelSystem> systems) {
        for (ModelSystem s : systems) {
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
                case sources ->
                    s.sources().forEach(x -> {
                        ObjectNode node = array.addObject().put("system", s.name());
                        SourceJson.fill(node, x);
                        claims(s, x).forEach(node.putArray("claims")::add);
                    });
            }
        }
    }

    private static void fill(ObjectNode node, Claim c) {
        node.put("id", c.id())
                .put("system", c.system().name())
                .put("variant", c.design().name())
                .put("property", c.law())
                .put("scope", c.system().text(c.scope()))
                .put("expected", c.expected() == null ? null : c.expected().toString())
                .put("says", c.says())
                .put("finding", c.finding() == null ? null : c.finding().why());
        Proved.fill(node, Proved.of(c));
        SeenReal.fill(node, c);
        ArrayNode sources = node.putArray("sources");
        c.sources().forEach(source -> SourceJson.fill(sources.addObject(), source));
    }

    /** Properties belong to models: those that any design has at any preset or claim's scope. */
    private static Collection<Law> laws(ModelSystem s) {
        // Each place once and on all cores: models take long to make, and most claims share theirs.
        Map<List<Object>, Supplier<List<Law>>> places = new LinkedHashMap<>();
        for (Scope scope : s.scopes().values()) {
            s.designs().forEach(v -> places.put(List.of(v.name(), scope.changes()), () -> laws(s, v, scope)));
        }
        s.claims()
                .forEach(c ->
                        places.putIfAbsent(List.of(c.design().name(), c.scope().changes()), () -> c.model()
                                .laws()));
        Map<String, Law> laws = new LinkedHashMap<>();
        List<List<Law>> found =
                places.values().parallelStream().map(Supplier::get).toList();
        found.forEach(some -> some.forEach(p -> laws.putIfAbsent(p.name(), p)));
        return laws.values();
    }

    /** None where the design can't have the scope. */
    private static List<Law> laws(ModelSystem s, Design design, Scope scope) {
        try {
            return s.model(design, scope).laws();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
