using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Iced.Intel;
using Spacemesh.Runtime;
using static Iced.Intel.AssemblerRegisters;

namespace Spacemesh.Post.Proving;

/// <summary>
/// Scans with 512-bit VAES, four labels an instruction and 32 in flight. The runtime has no VAES instructions, so the loop
/// is assembled when the program starts; encryption, comparison and the list of hits are all in it.
/// </summary>
internal sealed unsafe class WideScanKernel : IScanKernel
{
    private const int Lanes = 8;
    private const byte LessThan = 1;
    private const byte LessOrEqual = 2;

    private static readonly WideScanKernel? Assembled = Assemble();

    private readonly delegate* unmanaged[SuppressGCTransition]<Arguments*, ScanHit*> _atMost;
    private readonly delegate* unmanaged[SuppressGCTransition]<Arguments*, ScanHit*> _atMostAndBelow;

    private WideScanKernel(ExecutableCode atMost, ExecutableCode atMostAndBelow)
    {
        _atMost = (delegate* unmanaged[SuppressGCTransition]<Arguments*, ScanHit*>)atMost.Entry;
        _atMostAndBelow = (delegate* unmanaged[SuppressGCTransition]<Arguments*, ScanHit*>)atMostAndBelow.Entry;
    }

    public string Name => "AVX-512 VAES";

    /// <summary>Null where the processor lacks the instructions or the system forbids generated code.</summary>
    public static WideScanKernel? TryGet() => Assembled;

    public int Scan(byte* labels, int count, byte* schedule, byte threshold, ScanHit* hits)
    {
        var arguments = new Arguments { Labels = labels, End = labels + (16 * (nint)count), Schedule = schedule, Hits = hits, Threshold = threshold };
        ScanHit* end = threshold == 0 ? _atMost(&arguments) : _atMostAndBelow(&arguments);
        return (int)(end - hits);
    }

    private static WideScanKernel? Assemble()
    {
        if (!Avx512F.IsSupported || !Avx512BW.IsSupported || !HasVaes())
            return null;
        var atMost = ExecutableCode.TryCreate(Emit(below: false));
        var both = ExecutableCode.TryCreate(Emit(below: true));
        return atMost is null || both is null ? null : new WideScanKernel(atMost, both);
    }

    /// <summary>The runtime does not tell.</summary>
    internal static bool HasVaes()
    {
        const int VaesBit = 1 << 9;
        return X86Base.CpuId(0, 0).Eax >= 7 && (X86Base.CpuId(7, 0).Ecx & VaesBit) != 0;
    }

    private static byte[] Emit(bool below)
    {
        // zmm16 to zmm31 need not be preserved under any calling convention.
        AssemblerRegisterZMM[] states = [zmm16, zmm17, zmm18, zmm19, zmm20, zmm21, zmm22, zmm23];
        var c = new Assembler(64);
        var again = c.CreateLabel();
        // The one argument comes in rcx on Windows, in rdi elsewhere.
        if (!OperatingSystem.IsWindows())
            c.mov(rcx, rdi);
        c.vpbroadcastb(zmm25, __byte_ptr[rcx + (int)Marshal.OffsetOf<Arguments>(nameof(Arguments.Threshold))]);
        c.mov(r8, __qword_ptr[rcx + (int)Marshal.OffsetOf<Arguments>(nameof(Arguments.Labels))]);
        c.mov(r9, __qword_ptr[rcx + (int)Marshal.OffsetOf<Arguments>(nameof(Arguments.End))]);
        c.mov(r10, __qword_ptr[rcx + (int)Marshal.OffsetOf<Arguments>(nameof(Arguments.Schedule))]);
        c.mov(rax, __qword_ptr[rcx + (int)Marshal.OffsetOf<Arguments>(nameof(Arguments.Hits))]);
        c.xor(edx, edx);

        c.Label(ref again);
        c.vmovdqu64(zmm24, __zmmword_ptr[r10]);
        for (int i = 0; i < Lanes; i++)
            c.vpxorq(states[i], zmm24, __zmmword_ptr[r8 + (64 * i)]);
        for (int round = 1; round <= Aes128Schedule.Rounds; round++)
        {
            c.vmovdqu64(zmm24, __zmmword_ptr[r10 + (IScanKernel.KeyStride * round)]);
            foreach (var state in states)
            {
                if (round < Aes128Schedule.Rounds)
                    c.vaesenc(state, state, zmm24);
                else
                    c.vaesenclast(state, state, zmm24);
            }
        }

        foreach (var state in states)
        {
            c.vpcmpub(k1, state, zmm25, LessOrEqual);
            c.kmovq(r11, k1);
            c.mov(__qword_ptr[rax], r11);
            c.mov(__qword_ptr[rax + 16], rdx);
            if (below)
            {
                c.vpcmpub(k2, state, zmm25, LessThan);
                c.kmovq(rcx, k2);
                c.mov(__qword_ptr[rax + 8], rcx);
            }

            // The list grows only past a hit, without a branch that could be mispredicted.
            c.lea(rcx, __[rax + sizeof(ScanHit)]);
            c.test(r11, r11);
            c.cmovne(rax, rcx);
            c.inc(rdx);
        }

        c.add(r8, 64 * Lanes);
        c.cmp(r8, r9);
        c.jb(again);
        c.vzeroupper();
        c.ret();

        using var stream = new MemoryStream();
        c.Assemble(new StreamCodeWriter(stream), 0);
        return stream.ToArray();
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Arguments
    {
        public byte* Labels;
        public byte* End;
        public byte* Schedule;
        public ScanHit* Hits;
        public byte Threshold;
    }
}
