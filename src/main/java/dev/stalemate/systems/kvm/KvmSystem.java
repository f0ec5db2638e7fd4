package dev.stalemate.systems.kvm;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Growth;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.paging.MsrValues.Kind;
import dev.stalemate.systems.kvm.KvmSettings.Touch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** KVM: guest MTRRs, PAT, CR0.CD, devices with non-coherent DMA, and the EPT leaves that follow them. */
public final class KvmSystem implements ModelSystem {
    private static final String WIDE = "wrmsr=wide,pat-index=0+1+2+3+4+5+6+7,"
            + "frames=0x0+0x80000+0xa0000+0xc0000+0xf8000+0x100000+0x200000+0x300000+0x80000000+0xfee00000+0x100000000+0x800000000";

    @Override
    public String name() {
        return "kvm";
    }

    @Override
    public String says() {
        return "KVM's EPT memory types: guest MTRRs, PAT, CR0.CD, devices with non-coherent DMA, and what is zapped when they change";
    }

    @Override
    public List<KvmDesign> designs() {
        return KvmDesigns.ALL;
    }

    @Override
    public Releases releases() {
        return KvmReleases.ALL;
    }

    @Override
    public List<Setting<?>> settings() {
        return KvmSettings.ALL;
    }

    @Override
    public Map<String, Scope> scopes() {
        Scope initial = Scope.of("small", settings());
        Map<String, Scope> scopes = new LinkedHashMap<>();
        scopes.put("small", initial);
        scopes.put("hotplug", initial.with("hotplug=bare").named("hotplug"));
        scopes.put("sdm", initial.with("guest=sdm,init=2ff:c06").named("sdm"));
        scopes.put("pages", initial.with("p2m=on,cd=off,wrmsr=none").named("pages"));
        // Exactly the machine of the model that SPIN checks: see the README's section on speed.
        scopes.put("bench", initial.with("hotplug=slots-moved").named("bench"));
        scopes.put(
                "wide",
                initial.with(WIDE + ",hotplug=bare,offline=on,large=on,mmio=1").named("wide"));
        return scopes;
    }

    @Override
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>(KvmClaims.of(this));
        claims.addAll(KvmCopyClaims.of(this));
        claims.addAll(KvmRangeClaims.of(this));
        claims.addAll(KvmParkedClaims.of(this));
        claims.addAll(KvmHistory.of(this));
        return claims;
    }

    @Override
    public List<Scenario> scenarios() {
        return KvmScenarios.of(this);
    }

    /** Wherever guests write MSRs at all, they write anything that is legal, and the frames are spread over the address space. Not so where the code of an update needs a frame that is always WB. */
    @Override
    public Scope widen(Scope scope) {
        boolean asItIs = scope.get(KvmSettings.WRMSR).kind() == Kind.NONE || scope.get(KvmSettings.TOUCH) == Touch.CODE;
        return asItIs ? scope : scope.with(WIDE);
    }

    /** By a vCPU, then by a frame where the scope is about a number of frames, not about addresses or values. */
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
    public Model model(Design asked, Scope scope) {
        if (!(asked instanceof KvmDesign design)) {
            throw new IllegalArgumentException(asked.name() + " is no design of KVM's");
        }
        KvmFields fields = new KvmFields(scope, design);
        KvmMachine machine = new KvmMachine(fields, design);
        KvmLaws laws = new KvmLaws(machine);
        return new Model(
                        name(),
                        design,
                        scope,
                        fields.layout,
                        fields.initial(),
                        new KvmActions(machine).all(),
                        laws.all(),
                        laws.figures())
                .showing(new KvmViews(machine).all());
    }
}
