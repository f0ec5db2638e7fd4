package dev.stalemate.systems.encrypted;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Action;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SystemPage;
import dev.stalemate.paging.Owner;
import dev.stalemate.sources.LinuxCommits;
import java.util.ArrayList;
import java.util.List;

/** Pages of encrypted guests: their cache lines, dirty in the caches of the CPUs on which a guest has run, and who flushes them when. */
public final class EncryptedSystem extends SystemPage<EncryptedDesign> {
    static final String CPU_WRITES = "other-guest-writes";
    static final String DEVICE_WRITES = "other-guests-device-writes";

    /** The system, its scopes, and how they grow. */
    public EncryptedSystem() {
        super(
                "encrypted-memory",
                "Pages of AMD SEV guests under KVM: cache lines that hosts don't see, and what flushes them before a page is freed",
                EncryptedDesign.ALL,
                EncryptedSettings.ALL);
        scope("larger", EncryptedClaims.LARGER);
        scope("moved", EncryptedClaims.MOVED);
        grows(EncryptedSettings.CPUS, EncryptedSettings.PAGES, EncryptedSettings.THREADS);
    }

    @Override
    public Releases releases() {
        return EncryptedReleases.all();
    }

    @Override
    protected void claim(Claims claims) {
        EncryptedClaims.all(claims.naming(LinuxCommits.ALL));
    }

    /** More CPUs; what a claim says of pages and threads stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.with(EncryptedSettings.CPUS, "3");
    }

    @Override
    protected void describe(EncryptedDesign design, Scope scope, Model.Builder model) {
        EncryptedFields f = new EncryptedFields(scope, design);
        EncryptedVcpus vcpus = new EncryptedVcpus(f);
        EncryptedHost host = new EncryptedHost(f, scope, vcpus);
        List<Action> actions = new ArrayList<>(vcpus.actions(host));
        actions.addAll(host.actions());
        actions.add(f.lines.actions().writeBacks());
        actions.add(f.frames.givenAway());
        actions.add(written(f, CPU_WRITES, false));
        if (f.dma) {
            actions.add(written(f, DEVICE_WRITES, true));
        }
        model.layout(f.layout).startingAt(f.initial()).actions(actions).laws(EncryptedLaws.all(f));
    }

    /** The next owner writes to a page, without the C-bit. What its CPU writes is in RAM at once, since that is no question here. */
    private static Action written(EncryptedFields f, String name, boolean byDevice) {
        return Action.named(name)
                .over(f.page)
                .when((s, a) -> f.frames.owner(s, (int) a[0]) == Owner.OTHER)
                .then((s, a) -> {
                    int line = f.lines.line(0, (int) a[0]);
                    f.frames.own(s, (int) a[0], Owner.OTHER_WROTE);
                    if (byDevice) {
                        f.lines.deviceWrites(s, line, true, EncryptedFields.OTHERS);
                    } else {
                        f.lines.store(s, 0, line, MemType.WB, EncryptedFields.OTHERS);
                        f.lines.evict(s, 0, line);
                    }
                });
    }
}
