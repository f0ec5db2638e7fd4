package dev.stalemate.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.systems.Systems;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Wide domains: which of their values are simpler than others. */
class DomainProperties {
    /** Taking simpler and simpler values comes to an end, and never leaves the domain. */
    @Property(tries = 500)
    void chainsOfSimplerValuesEnd(@ForAll("wideDomains") Domain domain, @ForAll Random random) {
        long value = domain.draw(random);
        for (int i = 0; i < 200; i++) {
            assertThat(domain.contains(value)).isTrue();
            List<Long> simpler = domain.simpler(value);
            assertThat(simpler).doesNotContain(value);
            if (simpler.isEmpty()) {
                return;
            }
            value = simpler.get(random.nextInt(simpler.size()));
        }
        assertThat(domain.simpler(value)).as("after 200 values").isEmpty();
    }

    @Property(tries = 500)
    void noTwoValuesAreSimplerThanEachOther(@ForAll("wideDomains") Domain domain, @ForAll Random random) {
        long value = domain.draw(random);
        for (long simpler : domain.simpler(value)) {
            assertThat(domain.simpler(simpler)).doesNotContain(value);
        }
    }

    @Provide
    Arbitrary<Domain> wideDomains() {
        Claim claim = Systems.all().get(0).claims().get(0);
        List<Domain> domains =
                claim.system().model(claim.design(), claim.system().widen(claim.scope())).actions().stream()
                        .flatMap(a -> a.parameters().stream())
                        .map(Action.Parameter::domain)
                        .filter(d -> !d.isFinite())
                        .toList();
        assertThat(domains).hasSizeGreaterThan(20);
        return Arbitraries.of(domains);
    }
}
