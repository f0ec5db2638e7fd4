package dev.stalemate.memtype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MTRRs by the names of the SDM and the kernel, with types and sizes for values. */
class RegisterNotationTest {
    private static final int MAXPHYADDR = 36;

    @ParameterizedTest
    @CsvSource({
        "def_type, 0x2ff",
        "IA32_MTRR_DEF_TYPE, 0x2ff",
        "MSR_MTRRdefType, 0x2ff",
        "MTRRdefType, 0x2ff",
        "fix64K_00000, 0x250",
        "MSR_MTRRfix64K_00000, 0x250",
        "IA32_MTRR_FIX64K_00000, 0x250",
        "fix16K_80000, 0x258",
        "fix16k_a0000, 0x259",
        "fix4K_C0000, 0x268",
        "fix4K_F8000, 0x26f",
        "physbase0, 0x200",
        "physmask3, 0x207",
        "IA32_MTRR_PHYSMASK7, 0x20f",
        "pat, 0x277",
        "IA32_PAT, 0x277",
        "MSR_IA32_CR_PAT, 0x277"
    })
    void namesAreThoseOfTheSdmAndTheKernel(String name, String msr) {
        assertThat(RegisterNotation.msr(name)).isEqualTo(Integer.decode(msr));
    }

    @Test
    void everyRegisterHasANameThatIsReadAgain() {
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            assertThat(RegisterNotation.msr(RegisterNotation.name(MtrrMsr.fixed(i))))
                    .isEqualTo(MtrrMsr.fixed(i));
        }
        for (int n = 0; n < 8; n++) {
            assertThat(RegisterNotation.msr(RegisterNotation.name(MtrrMsr.physBase(n))))
                    .isEqualTo(MtrrMsr.physBase(n));
            assertThat(RegisterNotation.msr(RegisterNotation.name(MtrrMsr.physMask(n))))
                    .isEqualTo(MtrrMsr.physMask(n));
        }
        assertThat(RegisterNotation.name(MtrrMsr.DEF_TYPE)).isEqualTo("def_type");
        assertThat(RegisterNotation.name(0x10)).isEqualTo("0x10");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "def_type | E,FE,WB | 0xc06",
                "def_type | WB,E | 0x806",
                "def_type | E | 0x800",
                "def_type | 0 | 0x0",
                "def_type | 0xc06 | 0xc06",
                "fix64K_00000 | WB | 0x0606060606060606",
                "fix64K_00000 | WB,WB,UC,UC,UC,UC,UC,WP | 0x0500000000000606",
                "pat | WB,WT,UC-,UC,WB,WT,UC-,UC | 0x0007040600070406",
                "physbase3 | 0x80000000,UC | 0x80000000",
                "physbase3 | 2G,WB | 0x80000006",
                "physmask3 | 2G,V | 0xf80000800",
                "physmask3 | 4K,V | 0xffffff800",
                "physmask3 | 2G | 0xf80000000",
                "physmask3 | 0xf80000000,V | 0xf80000800"
            })
    void valuesAreTypesAndSizes(String register, String text, String value) {
        assertThat(RegisterNotation.value(RegisterNotation.msr(register), text, MAXPHYADDR))
                .isEqualTo(Long.decode(value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "def_type | E,FE,WB,WB | 'E,FE,WB,WB' is no value of def_type: it takes a number, or E, FE and a type",
                "def_type | UC- | 'UC-' is not one of the types UC, WC, WT, WP, WB",
                "def_type | c06 | 'c06' is not one of the types",
                "fix64K_00000 | WB,UC | 'WB,UC' is no value of fix64K_00000: it takes a number, or one type, or eight",
                "pat | WB | 'WB' is no value of pat: it takes a number, or eight types, PA0 first",
                "physbase0 | 2G | '2G' is no value of physbase0: it takes a number, or an address and a type",
                "physmask0 | 3G,V | '3G,V' is no value of physmask0: it takes a number, or a size that is a power of two",
                "physmask0 | 2G,W | '2G,W' is no value of physmask0: it takes a number, or a size or a mask, and V",
                "physmask0 | 99999999T,V | '99999999T' is more than 64 bits"
            })
    void whatIsNoValueIsToldWithTheForm(String register, String text, String problem) {
        assertThatThrownBy(() -> RegisterNotation.value(RegisterNotation.msr(register), text, MAXPHYADDR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(problem);
    }

    @Test
    void aNameThatNoRegisterHasIsToldWithWhatMayBeMeant() {
        assertThatThrownBy(() -> RegisterNotation.msr("fix64K_0000"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'fix64K_0000' is neither an MSR's number")
                .hasMessageContaining("did you mean fix64K_00000?");
        assertThatThrownBy(() -> RegisterNotation.value(0x10, "E,FE", MAXPHYADDR))
                .hasMessage("'E,FE' is no number, and 0x10 is neither an MTRR nor the PAT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "def_type | 0xc06 | E FE WB",
                "def_type | 0x806 | E WB",
                "def_type | 0x406 | off FE WB",
                "def_type | 0x0 | off UC",
                "def_type | 0x2000 | 0x2000",
                "fix64K_00000 | 0x0606060606060606 | all WB",
                "fix64K_00000 | 0x0500000000000606 | WB WB UC UC UC UC UC WP",
                "fix64K_00000 | 0x0700000000000606 | 0x700000000000606",
                "pat | 0x0007040600070406 | WB WT UC- UC WB WT UC- UC",
                "physbase3 | 0x80000006 | 0x80000000 WB",
                "physmask3 | 0xf80000800 | 2 GiB V",
                "physmask3 | 0xf80000000 | 2 GiB off",
                "physmask3 | 0xffffff800 | 4 KiB V",
                "physmask3 | 0xf7fd00800 | 0xf7fd00000 V",
                "physmask3 | 0x800 | 0x0 V",
                "physmask3 | 0x0 | off",
                "0x10 | 0x5 | 0x5"
            })
    void valuesAreToldAsTheyAreRead(String register, String value, String words) {
        int msr = register.startsWith("0x") ? Integer.decode(register) : RegisterNotation.msr(register);
        assertThat(RegisterNotation.words(msr, Long.decode(value), MAXPHYADDR)).isEqualTo(words);
        assertThat(RegisterNotation.value(msr, words, MAXPHYADDR)).isEqualTo(Long.decode(value));
    }

    /** Each type in each register, by the encodings of the SDM, written down here once more. */
    @ParameterizedTest
    @CsvSource({"0, UC", "1, WC", "4, WT", "5, WP", "6, WB"})
    void eachTypeIsToldInEachRegister(long code, String type) {
        String others = type.equals("WB") ? "UC" : "WB";
        long other = others.equals("WB") ? 6 : 0;
        assertThat(RegisterNotation.words(MtrrMsr.DEF_TYPE, 0xc00 | code, MAXPHYADDR))
                .isEqualTo("E FE " + type);
        for (int n = 0; n < 8; n++) {
            assertThat(RegisterNotation.words(MtrrMsr.physBase(n), 0x80000000L | code, MAXPHYADDR))
                    .isEqualTo("0x80000000 " + type);
        }
        assertThat(RegisterNotation.pair(0x80000000L | code, 0xf80000800L, MAXPHYADDR))
                .isEqualTo("0x80000000 + 2 GiB " + type);
        assertThat(RegisterNotation.pair(0x80000000L | code, 0xf7fd00800L, MAXPHYADDR))
                .isEqualTo("0x80000000 mask 0xf7fd00000 " + type);
        List<Integer> ofEight = new ArrayList<>(List.of(Pat.MSR));
        IntStream.range(0, MtrrRegisters.FIXED_COUNT).forEach(i -> ofEight.add(MtrrMsr.fixed(i)));
        for (int msr : ofEight) {
            long all = 0x0101010101010101L;
            assertThat(RegisterNotation.words(msr, all * code, MAXPHYADDR)).isEqualTo("all " + type);
            for (int i = 0; i < 8; i++) {
                List<String> words = new ArrayList<>(Collections.nCopies(8, others));
                words.set(i, type);
                long one = 0xffL << (8 * i);
                assertThat(RegisterNotation.words(msr, ((all * other) & ~one) | (code << (8 * i)), MAXPHYADDR))
                        .isEqualTo(String.join(" ", words));
                assertThat(RegisterNotation.change(
                                msr, all * other, ((all * other) & ~one) | (code << (8 * i)), MAXPHYADDR))
                        .endsWith(" " + others + " -> " + type);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "def_type | 0xc00 | 0xc06 | E FE UC -> E FE WB",
                "def_type | 0xc06 | 0xc06 | E FE WB, as before",
                "fix64K_00000 | 0x0 | 0x0606060606060606 | all UC -> all WB",
                "fix64K_00000 | 0x0606060606060606 | 0x0606060606060006 | 0x10000 WB -> UC",
                "fix4K_F8000 | 0x0606060606060606 | 0x0006060606060606 | 0xff000 WB -> UC",
                "fix4K_F8000 | 0x0606060606060606 | 0x0606060600000000 | all WB -> UC UC UC UC WB WB WB WB",
                "pat | 0x0007040600070406 | 0x0007040600070400 | PA0 WB -> UC",
                "pat | 0x0007040600070406 | 0x0107040600070400 | PA0 WB -> UC, PA7 UC -> WC"
            })
    void ofEightTypesThoseThatChangeAreTold(String register, String before, String after, String words) {
        assertThat(RegisterNotation.change(
                        RegisterNotation.msr(register), Long.decode(before), Long.decode(after), MAXPHYADDR))
                .isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0x80000000 | 0xf80000800 | 0x80000000 + 2 GiB UC",
                "0x80000006 | 0xf80000000 | off",
                "0x80000001 | 0xf7fd00800 | 0x80000000 mask 0xf7fd00000 WC",
                "0x80001000 | 0xf80000800 | 0x80001000 mask 0xf80000000 UC",
                "0x0 | 0x800 | 0x0 mask 0x0 UC"
            })
    void aPairIsToldAsARangeOrWithItsMask(String base, String mask, String words) {
        assertThat(RegisterNotation.pair(Long.decode(base), Long.decode(mask), MAXPHYADDR))
                .isEqualTo(words);
    }

    @Test
    void onAndOffTogetherAreRefused() {
        assertThatThrownBy(() -> RegisterNotation.value(MtrrMsr.DEF_TYPE, "off E WB", MAXPHYADDR))
                .hasMessageContaining("E or off, not both");
        assertThatThrownBy(() -> RegisterNotation.value(MtrrMsr.DEF_TYPE, "E off WB", MAXPHYADDR))
                .hasMessageContaining("E or off, not both");
    }
}
