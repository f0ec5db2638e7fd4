package dev.stalemate.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Law.Breaks;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A system as a page: its designs, settings, scopes and claims, each said once. */
class SystemPageTest {
    private static final Settings SETTINGS = new Settings();
    private static final Setting<Integer> CPUS = SETTINGS.number("cpus", 1, 3, 2, "CPUs");
    private static final Setting<Integer> PAGES = SETTINGS.number("pages", 1, 2, 1, "pages");

    private enum Flush {
        NEVER,
        AT_ENTRY
    }

    private static final class Way extends ChosenDesign<Way> {
        private static final Settings WAYS = new Settings();
        private static final Setting<Flush> FLUSH =
                WAYS.choice("flush", Flush.class, Flush.NEVER, "when a CPU flushes");
        private static final Setting<Boolean> LOCK = WAYS.flag("lock", false, "whether there is a lock");
        private static final ChosenDesigns<Way> ALL = new ChosenDesigns<>(Way.class, Way::new, WAYS);
        private static final Way FIRST = ALL.design("first", "the first").with(LOCK, true);
        private static final Way SECOND = FIRST.as("second", "the second").with(FLUSH, Flush.AT_ENTRY);

        private final Flush flush = get(FLUSH);
        private final boolean lock = get(LOCK);

        private Way(Choice<Way> choice) {
            super(choice);
        }
    }

    private static final class Page extends SystemPage<Way> {
        private final Consumer<Claims> claim;
        private int written;

        private Page(Consumer<Claims> claim) {
            super("page", "a page", Way.ALL, SETTINGS);
            this.claim = claim;
            scope("wide", "cpus=3,pages=2");
            scope("other", "cpus=1");
            scope("other", "pages=2");
            grows(PAGES, CPUS);
        }

        @Override
        protected void claim(Claims claims) {
            written++;
            claim.accept(claims);
        }

        @Override
        protected void describe(Way design, Scope scope, Model.Builder model) {
            model.layout(new Layout.Builder().build());
        }
    }

    private final Page page = new Page(claims -> {});

    @Test
    void aDesignIsListedOnceInTheOrderInWhichItWasMade() {
        assertThat(page.designs()).containsExactly(Way.FIRST, Way.SECOND);
        assertThat(Way.FIRST.lock).isTrue();
        assertThat(Way.FIRST.flush).isEqualTo(Flush.NEVER);
        assertThat(Way.SECOND.lock).as("as the first one").isTrue();
        assertThat(Way.SECOND.flush).isEqualTo(Flush.AT_ENTRY);
    }

    @Test
    void aNameThatIsTakenIsRefused() {
        Designs<Design> designs = new Designs<>(Design.class);
        Design design = designs.add(Toys.design("plain"));
        refused(() -> designs.add(Toys.design("plain")), "there are two designs plain");
        refused(() -> new Designs<>(Design.class).and(designs).and(designs), "there are two designs plain");
        assertThat(designs.all()).containsExactly(design);
        Settings settings = new Settings();
        Setting<Boolean> flag = settings.flag("cpus", false, "");
        refused(() -> settings.number("cpus", 1, 2, 1, ""), "there are two settings cpus");
        assertThat(settings.all()).containsExactly(flag);
    }

    @Test
    void aDesignThatIsChangedByItsNameSaysSoAndIsNotListed() {
        Way changed = page.design("first,flush=at-entry,lock=off");
        assertThat(changed.flush).isEqualTo(Flush.AT_ENTRY);
        assertThat(changed.lock).isFalse();
        assertThat(changed.name()).isEqualTo("first,flush=at-entry,lock=off");
        assertThat(changed.says()).isEqualTo("the first; with flush=at-entry,lock=off");
        assertThat(page.design(changed.name()).name()).isEqualTo(changed.name());
        assertThat(page.designs()).containsExactly(Way.FIRST, Way.SECOND);
    }

    @Test
    void aMistakeInADesignsNameIsNamed() {
        for (String name : List.of("first,", "first,,lock=on", "first,lock=on,")) {
            mistaken(name, "'' is not of the form setting=value");
        }
        mistaken("first,=on", "'=on' is not of the form setting=value");
        mistaken("first,flush=often", "design setting flush: 'often' is not one of never, at-entry");
        mistaken("first,lock=on,flush=never,lock=on", "design setting lock is given twice");
        mistaken("third,lock=on", "no design 'third' of page; there are [first, second]");
        assertThatThrownBy(() -> Toys.design("plain").with("lock=on"))
                .hasMessage("the design plain has no settings, so it can't have 'lock=on'");
    }

    private void mistaken(String name, String message) {
        assertThatThrownBy(() -> page.design(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void anotherSystemsDesignIsRefused() {
        Design plain = Toys.design("plain");
        Scope small = page.scope("small");
        assertThatThrownBy(() -> page.model(plain, small))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("plain is not a design of page");
    }

    @Test
    void aScopeOfTheSameNameTakesTheOthersPlace() {
        assertThat(page.scopes().keySet()).containsExactly("small", "wide", "other");
        assertThat(page.scope("small").changes()).isEmpty();
        assertThat(page.scope("other")).hasToString("pages=2");
        assertThat(page.scope("other").name()).isEqualTo("other");
        page.scopes().clear();
        assertThat(page.scopes()).as("a copy").hasSize(3);
    }

    @Test
    void aScopeGrowsByOneSettingAtATimeInTheirOrder() {
        assertThat(page.larger(page.scope("small")))
                .extracting(growth -> growth.setting().name() + "=" + growth.next())
                .containsExactly("pages=2", "cpus=3");
        assertThat(page.larger(page.scope("wide"))).isEmpty();
    }

    @Test
    void claimsAreWrittenOnceEachAsItSays() {
        Page claiming = new Page(claims -> {
            claims.of("C1", Way.FIRST, "p").at("cpus=3").holds("1");
            claims.of("C2", Way.FIRST, "p").violated("2");
            claims.of("C3", Way.FIRST, "p").expectedToHold("3").violated("why 3");
            claims.of("C4", Way.FIRST, "p").expectedToFail("4").holds("why 4");
            claims.of("C5", Way.FIRST, "p").open("5").found(Verdict.HOLDS, "why 5");
        });
        assertThat(claiming.claims())
                .extracting(c -> c.id() + " " + c.expected() + " " + c.recorded() + " at " + c.scope())
                .containsExactly(
                        "C1 holds holds at cpus=3",
                        "C2 violated violated at ",
                        "C3 holds violated at ",
                        "C4 violated holds at ",
                        "C5 null holds at ");
        assertThat(claiming.claims()).extracting(c -> c.scope().name()).containsExactly("C1", "C2", "C3", "C4", "C5");
        assertThat(claiming.written).isEqualTo(1);
    }

    @Test
    void aClaimHasAnIdOfItsOwnAndAVerdict() {
        Claims claims = new Claims(page);
        claims.of("C1", Way.FIRST, "p").holds("");
        refused(() -> claims.of("C1", Way.FIRST, "p"), "claim C1 exists already");
        assertThat(claims.of("C2", Way.FIRST, "p").open("")).isNotNull();
        refused(() -> claims.of("C3", Way.FIRST, "p"), "claim C2 has no verdict");
        refused(claims::all, "claim C2 has no verdict");
    }

    @Test
    void aModelThatWasGivenNoLayoutIsRefused() {
        Model.Builder empty = new Model.Builder("page", Way.FIRST, page.scope("small"));
        refused(empty::build, "the model of page has no layout");
    }

    @Test
    void whatAModelIsGivenIsKeptWhenItStartsElsewhere() {
        Layout.Builder builder = new Layout.Builder();
        IntField low = builder.number("low", 4, Integer::toString);
        Layout layout = builder.build();
        long[] start = layout.blank();
        low.set(start, 0, 1);
        View view = new View("view", List.of(), (s, i) -> "");
        Figure figure = new Figure("figure", Figure.Kind.SUM, s -> 1);
        Law law = Law.always("p", Breaks.SPEED, "").holds(s -> true);
        Model model = new Model.Builder("page", Way.FIRST, page.scope("small"))
                .layout(layout)
                .startingAt(start)
                .laws(List.of(law))
                .figures(List.of(figure))
                .showing(List.of(view))
                .build();
        low.set(start, 0, 2);
        assertThat(low.get(model.initial(), 0)).as("a copy").isEqualTo(1);
        Model elsewhere = model.startingAt(start);
        assertThat(low.get(elsewhere.initial(), 0)).isEqualTo(2);
        assertThat(elsewhere.laws()).containsExactly(law);
        assertThat(elsewhere.figures()).containsExactly(figure);
        assertThat(elsewhere.views()).containsExactly(view);
        assertThat(model.showing(List.of()).figures()).containsExactly(figure);
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateException.class).hasMessage(message);
    }
}
