package dev.stalemate.systems.kvm;

import dev.stalemate.model.Claims;
import dev.stalemate.model.Field;
import dev.stalemate.model.Growth;
import dev.stalemate.model.Model;
import dev.stalemate.model.Proofs;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import dev.stalemate.model.StepText;
import dev.stalemate.model.SystemPage;
import dev.stalemate.paging.FollowedData;
import dev.stalemate.paging.MsrValues.Kind;
import dev.stalemate.paging.MtrrFields;
import dev.stalemate.sources.LinuxCommits;
import dev.stalemate.systems.kvm.KvmSettings.Data;
import dev.stalemate.systems.kvm.KvmSettings.Touch;
import java.util.ArrayList;
import java.util.List;

/** KVM: guest MTRRs, PAT, CR0.CD, devices with non-coherent DMA, and the EPT leaves that follow them. */
public final class KvmSystem extends SystemPage<KvmDesign> {
    private static final String WIDE = "wrmsr=wide,pat-index=0+1+2+3+4+5+6+7,frames=0x0+0x80000+0xa0000+0xc0000+0xf8000"
            + "+0x100000+0x200000+0x300000+0x80000000+0xfee00000+0x100000000+0x800000000";

    /** The system and its scopes. */
    public KvmSystem() {
        super(
                "kvm",
                "KVM's EPT memory types: guest MTRRs, PAT, CR0.CD, devices with non-coherent DMA, and what is zapped when they change",
                KvmDesigns.ALL,
                KvmSettings.ALL);
        scope("hotplug", "hotplug=bare");
        scope("sdm", "guest=sdm,init=2ff:c06");
        scope("pages", "p2m=on,cd=off,wrmsr=none");
        // Exactly the machine of the model that SPIN checks: see the README's section on speed.
        scope("bench", "hotplug=slots-moved");
        scope("wide", WIDE + ",hotplug=bare,offline=on,large=on,mmio=1");
    }

    @Override
    public Releases releases() {
        return KvmReleases.ALL;
    }

    @Override
    protected void claim(Claims claims) {
        KvmClaims.all(claims.naming(LinuxCommits.ALL));
        KvmCopyClaims.all(claims);
        KvmRangeClaims.all(claims);
        KvmParkedClaims.all(claims);
        KvmHistory.all(claims);
        KvmNptClaims.all(claims);
        KvmFrameClaims.all(claims);
        KvmLargeClaims.all(claims);
        KvmDataClaims.all(claims);
    }

    @Override
    protected void prove(Proofs proved) {
        KvmProofs.all(proved);
    }

    @Override
    public List<Scenario> scenarios() {
        return KvmScenarios.of(this);
    }

    @Override
    public String lawAt(Scope scope, String law) {
        return scope.get(KvmSettings.DATA) == Data.OFF ? law : FollowedData.name(law);
    }

    /**
     * Guests that write MSRs at all write anything that is legal, and frames are spread over the address space. A scope where the code of
     * an update needs a frame that is always WB stays as it is.
     */
    @Override
    public Scope widen(Scope scope) {
        boolean stays = scope.get(KvmSettings.WRMSR).kind() == Kind.NONE || scope.get(KvmSettings.TOUCH) == Touch.CODE;
        return stays ? scope : scope.with(WIDE);
    }

    @Override
    public List<Scope> scopesWith(List<StepText> steps) {
        return KvmScenarioScopes.of(this, steps);
    }

    @Override
    public long atScope(Scope from, Scope to, Field register, long value) {
        return MtrrFields.widened(register, value, from.get(KvmSettings.MAXPHYADDR), to.get(KvmSettings.MAXPHYADDR));
    }

    /** By a vCPU, then by a frame if the scope is about a number of frames, instead of addresses or values. */
    @Override
    public List<Growth> larger(Scope scope) {
        List<Growth> growths = new ArrayList<>();
        Growth.byOne(growths, KvmSettings.VCPUS, scope.get(KvmSettings.VCPUS));
        if (KvmSettings.countsFrames(scope) && scope.get(KvmSettings.WRMSR).kind() != Kind.LISTED) {
            Growth.byOne(
                    growths, KvmSettings.FRAMES, scope.get(KvmSettings.FRAMES).size());
        }
        return growths;
    }

    @Override
    protected void describe(KvmDesign design, Scope scope, Model.Builder model) {
        KvmFields fields = new KvmFields(scope, design);
        KvmMachine machine = new KvmMachine(fields, design.forModel());
        KvmLaws laws = new KvmLaws(machine);
        model.layout(fields.layout)
                .startingAt(fields.initial())
                .actions(new KvmActions(machine).all())
                .laws(laws.all())
                .figures(laws.figures())
                .invariants(new KvmInvariants(machine).all())
                .differentAddresses(fields.scope.gpa, fields.scope::isAddress)
                .showing(new KvmViews(machine).all());
        fields.scope.real.anyKind(model);
    }
}
