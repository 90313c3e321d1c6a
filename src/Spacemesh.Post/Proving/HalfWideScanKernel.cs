using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Iced.Intel;
using Spacemesh.Runtime;
using static Iced.Intel.AssemblerRegisters;

namespace Spacemesh.Post.Proving;

/// <summary>
/// Scans with 256-bit VAES, two labels an instruction and 16 in flight: for processors with VAES but without AVX-512. Assembled like
/// <see cref="WideScanKernel"/>.
/// </summary>
internal sealed unsafe class HalfWideScanKernel : IScanKernel
{
    private const int Lanes = 8;
    private const int LaneSize = 32;

    /// <summary>Windows wants xmm6 and what follows as it was.</summary>
    private const int SavedRegisters = 6;

    private static readonly HalfWideScanKernel? Assembled = Assemble();

    private readonly delegate* unmanaged[SuppressGCTransition]<Arguments*, ScanHit*> _atMost;
    private readonly delegate* unmanaged[SuppressGCTransition]<Arguments*, ScanHit*> _atMostAndBelow;

    private HalfWideScanKernel(ExecutableCode atMost, ExecutableCode atMostAndBelow)
    {
        _atMost = (delegate* unmanaged[SuppressGCTransition]<Arguments*, ScanHit*>)atMost.Entry;
        _atMostAndBelow = (delegate* unmanaged[SuppressGCTransition]<Arguments*, ScanHit*>)atMostAndBelow.Entry;
    }

    public string Name => "AVX2 VAES";

    /// <summary>Null where the processor lacks the instructions or the system forbids generated code.</summary>
    public static HalfWideScanKernel? TryGet() => Assembled;

    public int Scan(byte* labels, int count, byte* schedule, byte threshold, ScanHit* hits)
    {
        var arguments = new Arguments { Labels = labels, End = labels + (16 * (nint)count), Schedule = schedule, Hits = hits, Threshold = threshold };
        ScanHit* end = threshold == 0 ? _atMost(&arguments) : _atMostAndBelow(&arguments);
        return (int)(end - hits);
    }

    private static HalfWideScanKernel? Assemble()
    {
        if (!Avx2.IsSupported || !WideScanKernel.HasVaes())
            return null;
        var atMost = ExecutableCode.TryCreate(Emit(below: false));
        var both = ExecutableCode.TryCreate(Emit(below: true));
        return atMost is null || both is null ? null : new HalfWideScanKernel(atMost, both);
    }

    private static byte[] Emit(bool below)
    {
        AssemblerRegisterYMM[] states = [ymm0, ymm1, ymm2, ymm3, ymm4, ymm5, ymm6, ymm7];
        AssemblerRegisterXMM[] saved = [xmm6, xmm7, xmm8, xmm9, xmm10, xmm11];
        var (key, limit, low, high) = (ymm8, ymm9, ymm10, ymm11);
        var c = new Assembler(64);
        var again = c.CreateLabel();
        // The one argument comes in rcx on Windows, in rdi elsewhere; all other registers here need not be preserved on either.
        c.mov(r9, OperatingSystem.IsWindows() ? rcx : rdi);
        for (int i = 0; OperatingSystem.IsWindows() && i < SavedRegisters; i++)
            c.vmovdqu(__xmmword_ptr[r9 + At(nameof(Arguments.Saved)) + (16 * i)], saved[i]);
        c.vpbroadcastb(limit, __byte_ptr[r9 + At(nameof(Arguments.Threshold))]);
        c.mov(r8, __qword_ptr[r9 + At(nameof(Arguments.Labels))]);
        c.mov(r10, __qword_ptr[r9 + At(nameof(Arguments.Schedule))]);
        c.mov(rax, __qword_ptr[r9 + At(nameof(Arguments.Hits))]);
        c.xor(edx, edx);

        c.Label(ref again);
        c.vmovdqu(key, __ymmword_ptr[r10]);
        for (int i = 0; i < Lanes; i++)
            c.vpxor(states[i], key, __ymmword_ptr[r8 + (LaneSize * i)]);
        for (int round = 1; round <= Aes128Schedule.Rounds; round++)
        {
            c.vmovdqu(key, __ymmword_ptr[r10 + (IScanKernel.KeyStride * round)]);
            foreach (var state in states)
            {
                if (round < Aes128Schedule.Rounds)
                    c.vaesenc(state, state, key);
                else
                    c.vaesenclast(state, state, key);
            }
        }

        for (int i = 0; i < Lanes; i += 2)
        {
            if (below)
            {
                // Below is what is not at least: there is no unsigned comparison of bytes, but there are maximum and minimum.
                c.vpmaxub(low, states[i], limit);
                c.vpmaxub(high, states[i + 1], limit);
                c.vpcmpeqb(low, low, states[i]);
                c.vpcmpeqb(high, high, states[i + 1]);
                c.vpmovmskb(ecx, low);
                c.vpmovmskb(r11d, high);
                c.shl(r11, LaneSize);
                c.or(rcx, r11);
                c.not(rcx);
                c.mov(__qword_ptr[rax + 8], rcx);
            }

            c.vpminub(low, states[i], limit);
            c.vpminub(high, states[i + 1], limit);
            c.vpcmpeqb(low, low, states[i]);
            c.vpcmpeqb(high, high, states[i + 1]);
            c.vpmovmskb(r11d, low);
            c.vpmovmskb(ecx, high);
            c.shl(rcx, LaneSize);
            c.or(r11, rcx);
            c.mov(__qword_ptr[rax], r11);
            c.mov(__qword_ptr[rax + 16], rdx);

            // The list grows only past a hit, without a branch that could be mispredicted.
            c.lea(rcx, __[rax + sizeof(ScanHit)]);
            c.test(r11, r11);
            c.cmovne(rax, rcx);
            c.inc(rdx);
        }

        c.add(r8, LaneSize * Lanes);
        c.cmp(r8, __qword_ptr[r9 + At(nameof(Arguments.End))]);
        c.jb(again);
        c.vzeroupper();
        for (int i = 0; OperatingSystem.IsWindows() && i < SavedRegisters; i++)
            c.vmovdqu(saved[i], __xmmword_ptr[r9 + At(nameof(Arguments.Saved)) + (16 * i)]);
        c.ret();

        using var stream = new MemoryStream();
        c.Assemble(new StreamCodeWriter(stream), 0);
        return stream.ToArray();
    }

    private static int At(string field) => (int)Marshal.OffsetOf<Arguments>(field);

    [StructLayout(LayoutKind.Sequential)]
    private struct Arguments
    {
        public byte* Labels;
        public byte* End;
        public byte* Schedule;
        public ScanHit* Hits;
        public fixed byte Saved[16 * SavedRegisters];
        public byte Threshold;
    }
}
