package dev.stalemate.patch.kvm;

import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.patch.talk.Announcement;
import dev.stalemate.patch.talk.Announcement.Keeps;
import dev.stalemate.systems.kvm.HostPage;
import dev.stalemate.systems.kvm.Vcpu;
import dev.stalemate.systems.kvm.Vm;
import java.util.List;

/** Writes a machine as a question has it: all of it, so that a program keeps nothing between two questions. */
final class KvmQuestion {
    private static final String PART = " | ";

    private final Announcement announced;
    private final StringBuilder text = new StringBuilder(1024);

    KvmQuestion(Announcement announced) {
        this.announced = announced;
    }

    /** A host's page, as arguments of a call; types are numbers as in the PAT. */
    static String page(HostPage page) {
        return " valid=" + bit(page.struct()) + " reserved=" + bit(page.reserved()) + " e820=" + bit(page.e820())
                + " tracked=" + bit(page.tracked()) + " pat=" + page.pat().code() + " mtrr="
                + page.mtrr().code();
    }

    /** A call, its arguments as text, on a machine. */
    String of(String call, Vm vm) {
        return of(call, vm, 0, vm.vcpus());
    }

    /** A call on a machine with one of its vCPUs. */
    String of(String call, Vm vm, int vcpu) {
        return of(call, vm, vcpu, vcpu + 1);
    }

    private String of(String call, Vm vm, int from, int to) {
        text.setLength(0);
        Vcpu first = vm.vcpu(0);
        text.append(call).append(PART).append("vm dma=").append(bit(vm.noncoherentDma()));
        text.append(" pat-quirk-disabled=").append(bit(vm.patQuirkDisabled()));
        text.append(" maxphyaddr=").append(first.maxPhyAddr()).append(" vcnt=").append(first.vcnt());
        text.append(" vcpus=").append(vm.vcpus());
        for (int v = from; v < to; v++) {
            vcpu(v, vm.vcpu(v));
        }
        if (!announced.keeps().isEmpty()) {
            kept(vm);
        }
        for (int n = 0; n < announced.mtrrCopies(); n++) {
            text.append(PART).append("copy ").append(n);
            registers(vm.mtrrCopy(n));
        }
        return text.toString();
    }

    private void vcpu(int v, Vcpu vcpu) {
        text.append(PART).append("vcpu ").append(v).append(" cd=").append(bit(vcpu.cd()));
        text.append(" online=").append(bit(vcpu.online())).append(" mtrr=").append(bit(vcpu.hasMtrrs()));
        text.append(" pat=");
        hex(vcpu.pat());
        registers(vcpu);
        text.append(" masks-written=");
        for (int n = 0; n < vcpu.vcnt(); n++) {
            text.append(n == 0 ? "" : ",").append(bit(vcpu.maskWritten(n)));
        }
    }

    private void registers(MtrrRegisters mtrrs) {
        text.append(" def=");
        hex(mtrrs.defType());
        text.append(" fixed=");
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            text.append(i == 0 ? "" : ",");
            hex(mtrrs.fixed(i));
        }
        text.append(" var=");
        for (int n = 0; n < mtrrs.vcnt(); n++) {
            text.append(n == 0 ? "" : ",");
            hex(mtrrs.base(n));
            text.append(':');
            hex(mtrrs.mask(n));
        }
    }

    private void kept(Vm vm) {
        text.append(PART).append("kept");
        List<Keeps> keeps = announced.keeps();
        for (int k = 0; k < keeps.size(); k++) {
            Keeps one = keeps.get(k);
            text.append(' ').append(one.per()).append('.').append(one.name()).append('=');
            for (int e = 0; e < elements(one, vm); e++) {
                text.append(e == 0 ? "" : ",").append(vm.kept(k, e));
            }
        }
        text.append(" gfns=");
        for (int f = 0; f < vm.frames(); f++) {
            text.append(f == 0 ? "" : ",");
            hex(vm.gpa(f) >>> 12);
        }
    }

    /** How many of a number that is kept there are. */
    static int elements(Keeps keeps, Vm vm) {
        return switch (keeps.per()) {
            case "vcpu" -> vm.vcpus();
            case "gfn" -> vm.frames();
            default -> 1;
        };
    }

    private void hex(long value) {
        text.append("0x").append(Long.toHexString(value));
    }

    private static char bit(boolean set) {
        return set ? '1' : '0';
    }
}
