package dev.stalemate.systems.kvmmmu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Model;
import dev.stalemate.systems.DesignPairs;
import dev.stalemate.systems.SystemChecks;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The MMU lock: each property fails for a design that is wrong and holds for one that is not, and the runs that the fixes tell of. */
class KvmMmuTest extends DesignPairs {
    private static final KvmMmuSystem SYSTEM = new KvmMmuSystem();

    private static final List<Pair> PAIRS = List.of(
            new Pair("nothing-owed-when-free", "zaps=on,roots=2", "forgets-earlier-roots", "linux-6.3"),
            new Pair("nothing-owed-when-free", "zaps=on,gfns=2", "yields-unflushed", "forgets-earlier-roots"),
            new Pair("no-walk-through-freed-table", "recovers=on", "drops-answer", "linux-6.3"),
            new Pair("nothing-in-swept-root", "deletes=on,gfns=2", "ignores-dead-roots", "truncates-counter"),
            new Pair("nothing-in-swept-root", "deletes=on", "checks-root-early", "linux-6.3"),
            new Pair("fault-ends", "seq-bits=2", "truncates-counter", "ignores-dead-roots"),
            new Pair("fault-ends", "seq-bits=3", "truncates-counter", "linux-6.3"),
            new Pair("leaf-is-current", "seq-bits=2", "ignores-counter", "truncates-counter"),
            new Pair("leaf-is-current", "seq-bits=1,sizes=on", "reads-counter-late", "reads-counter-first"),
            new Pair("leaf-is-current", "in-steps=1", "changes-first", "frees-last"),
            new Pair("no-retained-mapping", "in-steps=1", "ignores-in-progress", "linux-6.5"),
            new Pair("no-retained-mapping", "in-steps=1", "page-lock-raises-late", "page-lock"),
            new Pair("no-retained-mapping", "in-steps=1", "page-lock-counter-first", "page-lock"),
            new Pair("no-retained-mapping", "in-steps=1", "frees-first", "changes-first"),
            new Pair("no-freed-page-in-dead-root", "deletes=on,gfns=2,seq-bits=1", "skips-dead-roots", "linux-6.3"),
            new Pair("apic-accesses-are-trapped", "in-steps=1,apic=on", "apic-at-start", "linux-6.5"),
            new Pair("apic-accesses-are-trapped", "in-steps=1,apic=on", "apic-if-raised", "linux-6.3"),
            new Pair("shadow-follows", "tracks=upper,logs=on", "hardware-bit", "start-unflushed"),
            new Pair("shadow-follows", "tracks=last,logs=on", "log-unlocked", "log-locked"),
            new Pair("no-missed-page", "logs=on,ages=on", "start-unflushed", "linux-6.3"),
            new Pair("no-missed-page", "logs=on", "log-cleared-last", "log-locked"));

    KvmMmuTest() {
        super(SYSTEM, PAIRS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zaps=on,roots=2", "tracks=upper,logs=on", "logs=on,ages=on"})
    void eachPropertyOfAScopeCanBeBroken(String scope) {
        everyPropertyFailsForSomeDesign(scope);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            deletes=on,roots=2 | scope setting deletes: with more than one root none can take its place
            seq-bits=7 | 7 is not within 0 to 6
            in-steps=1,seq-bits=1 | scope setting in-steps: invalidations in steps are counted without numbers, so seq-bits must be 0
            sizes=on | scope setting sizes: needs invalidations, so seq-bits or in-steps
            apic=on,seq-bits=1 | scope setting apic: needs invalidations in steps
            ages=on | scope setting ages: without tracks or logs leaves have no permissions
            zaps=yes | 'yes' is neither on nor off
            gens=2 | no scope setting 'gens'
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        refuses(scope, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            small | touch ept-violation fault look-up install
            zaps | touch ept-violation load-root fault look-up install begin-zap zap yield take-lock finish
            deletes | touch ept-violation fault look-up install delete-slot sweep host-invalidates
            deletes,gfns=2 | touch ept-violation fault look-up install delete-slot sweep yield-sweep take-lock-to-sweep host-invalidates
            recovers | touch ept-violation fault look-up install unlink-table flush free
            in-steps | touch ept-violation fault look-up install invalidate-start change-host-page free-host-page invalidate-end \
            give-to-another-guest other-guest-writes
            apic | touch ept-violation fault look-up install look-up-apic-page store-apic-page invalidate-start change-host-page \
            free-host-page invalidate-end give-to-another-guest other-guest-writes
            logs=on,ages=on | touch ept-violation write write-fault look-at-leaf set-writable mark fault look-up install \
            start-log read-log protect-log unlock-log flush-log copy stop-guest end-migration age
            tracks=last | touch ept-violation write write-fault guest-flush look-at-leaf set-writable fault look-up install \
            shadow-table protect-table unlock-table
            """)
    void aScopeLeavesOutWhatItDoesWithout(String scope, String actions) {
        String first = SYSTEM.designs().get(0).name();
        assertThat(checks.actions(first, scope)).isEqualTo(actions);
    }

    /** The shortest run of each, and what is said of its end. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H23 | ept-violation 0 0, fault 0, look-up 0, install 0, touch 0 0, begin-zap 0, zap 0, yield 0 \
                | vCPU 0's TLB has gfn 0 of root 0, which has no leaf there
            H24 | ept-violation 0 0, fault 0, look-up 0, install 0, touch 0 0, unlink-table 0, flush 0, free 0 \
                | vCPU 0's CPU keeps a pointer to the table page, which is free
            H25 | ept-violation 0 0, fault 0, look-up 0, delete-slot 0, sweep 0, install 0 | the dead root has a leaf for gfn 0
            H26 | ept-violation 0 0, host-invalidates 0, host-invalidates 0, fault 0, look-up 0, install 0 \
                | vCPU 0 has a fault at gfn 0; 2 invalidations were counted
            H31 | ept-violation 0 0, fault 0, host-invalidates 0, look-up 0, install 0 | root 0 has a leaf for gfn 0 that reaches beyond its page
            H26d | ept-violation 0 0, fault 0, look-up 0, host-invalidates 0, install 0 | root 0 has a leaf for gfn 0 that maps the page from before
            H41 | ept-violation 0 0, fault 0, look-up 0, install 0, touch 0 0, start-log 0, protect-log 0, unlock-log 0, \
            shadow-table 0 0, protect-table 0, unlock-table 0, write 0 0, guest-flush 0 \
                | the shadow of gfn 0's page table still maps what the guest has taken away, and the guest has flushed
            H45 | ept-violation 0 0, fault 0, look-up 0, install 0, touch 0 0, age 0, start-log 0, protect-log 0, unlock-log 0, \
            copy 0, write 0 0, stop-guest, read-log 0, end-migration \
                | gfn 0 has other contents at the source than at the destination
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps, String line) {
        assertThat(checks.steps(id)).isEqualTo(steps);
        assertThat(checks.details(id)).containsExactly(line);
    }

    /** The table page is of the first root. */
    @Test
    void aFaultOfAnotherRootDoesNotBringAFreedTableBack() {
        Model model = checks.model("linux-6.3", "recovers=on,roots=2,vcpus=1");
        String[] freed = {"unlink-table 0", "flush 0", "free 0"};
        String[] other = {"load-root 0 1", "ept-violation 0 0", "fault 0", "look-up 0", "install 0"};
        String[] first = {"ept-violation 0 0", "fault 0", "look-up 0", "install 0"};
        assertThat(table(model, freed)).isEqualTo("freed");
        assertThat(table(model, concat(freed, other))).isEqualTo("freed");
        assertThat(table(model, concat(freed, first))).isEqualTo("linked");
    }

    private static String table(Model model, String... steps) {
        return Objects.requireNonNull(
                model.layout().describe(SystemChecks.after(model, steps)).get("table-page"));
    }

    private static String[] concat(String[] one, String[] other) {
        return Stream.concat(Arrays.stream(one), Arrays.stream(other)).toArray(String[]::new);
    }
}
