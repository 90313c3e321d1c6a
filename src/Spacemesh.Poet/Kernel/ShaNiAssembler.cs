using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Spacemesh.Poet.Kernel;

/// <summary>
/// Writes the code of <see cref="ShaNiKernel"/>. SHA instructions are legacy SSE: with dirty upper vector halves they run a hundred
/// times slower (spec 03 §15.3), so both functions begin by clearing them. State is held as the instructions want it,
/// A B E F (lane 3 to 0) and C D G H; message words lie in lane order.
/// </summary>
internal sealed class ShaNiAssembler
{
    private const int ByteSwap = 0;
    private const int InitialAbef = 16;
    private const int InitialCdgh = 32;
    private const int InitialAbcd = 48;
    private const int InitialEfgh = 64;
    private const int PaddingLow = 80;
    private const int PaddingHigh = 96;
    private const int FoldedAb = 112;
    private const int FoldedCd = 128;
    private const int FoldedEfgh = 144;
    private const int FixedRounds = 160;
    private const int RoundTable = 224;
    private const int TableSize = RoundTable + 256;
    private const byte SwapToWords = 0x0b;
    private const byte UpperPair = 0x0e;

    private static readonly Lane First = new(xmm1, xmm2, [xmm3, xmm4, xmm5, xmm6], xmm13);
    private static readonly Lane Second = new(xmm7, xmm8, [xmm9, xmm10, xmm11, xmm12], xmm14);

    private readonly Assembler _code = new(64);
    private Label _table;
    private readonly bool _windows = OperatingSystem.IsWindows();

    /// <summary>Constants and code, to be put at the begin of a page anywhere; the numbers are the places of the two functions in it.</summary>
    public (byte[] Code, int Hash, int NestPair) Assemble()
    {
        byte[] table = new byte[TableSize];
        WriteTable(table);
        _table = _code.CreateLabel();
        var hash = _code.CreateLabel();
        var nestPair = _code.CreateLabel();
        _code.Label(ref _table);
        _code.db(table);
        _code.Label(ref hash);
        EmitHash();
        _code.Label(ref nestPair);
        EmitNestPair();

        using var stream = new MemoryStream();
        var result = _code.Assemble(new StreamCodeWriter(stream), rip: 0, BlockEncoderOptions.ReturnNewInstructionOffsets);
        return (stream.ToArray(), (int)result.GetLabelRIP(hash), (int)result.GetLabelRIP(nestPair));
    }

    private static void WriteTable(Span<byte> table)
    {
        var words = MemoryMarshal.Cast<byte, uint>(table);
        var initial = Sha256Constants.Initial;
        var rounds = Sha256Constants.Rounds;
        unchecked
        {
            Set(words, ByteSwap, 0x00010203, 0x04050607, 0x08090a0b, 0x0c0d0e0f);
            Set(words, InitialAbef, initial[5], initial[4], initial[1], initial[0]);
            Set(words, InitialCdgh, initial[7], initial[6], initial[3], initial[2]);
            Set(words, InitialAbcd, initial[0], initial[1], initial[2], initial[3]);
            Set(words, InitialEfgh, initial[4], initial[5], initial[6], initial[7]);
            Set(words, PaddingLow, 0x80000000, 0, 0, 0);
            Set(words, PaddingHigh, 0, 0, 0, 8 * Sha256Kernel.DigestSize);
            Set(words, FoldedAb, initial[0] + rounds[0], initial[1] + rounds[1], 0, 0);
            Set(words, FoldedCd, initial[2] + rounds[2], initial[3] + rounds[3], 0, 0);
            Set(words, FoldedEfgh, initial[4] + rounds[4], initial[5] + rounds[5], initial[6] + rounds[6], initial[7] + rounds[7]);
            // Words 8 to 15 of a nested block are its padding: their round inputs, in pairs.
            Set(words, FixedRounds, rounds[8] + 0x80000000, rounds[9], 0, 0);
            Set(words, FixedRounds + 16, rounds[10], rounds[11], 0, 0);
            Set(words, FixedRounds + 32, rounds[12], rounds[13], 0, 0);
            Set(words, FixedRounds + 48, rounds[14], rounds[15] + (8 * Sha256Kernel.DigestSize), 0, 0);
        }

        rounds.CopyTo(words[(RoundTable / 4)..]);
    }

    private static void Set(Span<uint> words, int offset, uint a, uint b, uint c, uint d)
    {
        words[offset / 4] = a;
        words[(offset / 4) + 1] = b;
        words[(offset / 4) + 2] = c;
        words[(offset / 4) + 3] = d;
    }

    private static AssemblerMemoryOperand Table(int offset) => __xmmword_ptr[r10 + offset];

    /// <summary>(rdi blocks, rsi count, rdx nested, rcx digest)</summary>
    private void EmitHash()
    {
        var nextBlock = _code.CreateLabel();
        var nest = _code.CreateLabel();
        var done = _code.CreateLabel();
        Prologue(arguments: 4);
        var lane = First;
        _code.movdqa(xmm15, Table(ByteSwap));
        _code.movdqa(lane.Abef, Table(InitialAbef));
        _code.movdqa(lane.Cdgh, Table(InitialCdgh));

        _code.Label(ref nextBlock);
        for (int i = 0; i < 4; i++)
        {
            _code.movdqu(lane.Words[i], __xmmword_ptr[rdi + (16 * i)]);
            _code.pshufb(lane.Words[i], xmm15);
        }

        _code.movdqa(xmm8, lane.Abef);
        _code.movdqa(xmm9, lane.Cdgh);
        for (int group = 0; group < 16; group++)
        {
            Schedule(lane, group, nested: false);
            LowRounds(lane, group);
            HighRounds(lane);
        }

        _code.paddd(lane.Abef, xmm8);
        _code.paddd(lane.Cdgh, xmm9);
        _code.add(rdi, Sha256Kernel.BlockSize);
        _code.dec(rsi);
        _code.jnz(nextBlock);

        // From here on the state is kept without the initial values, which the next block's constants add.
        _code.psubd(lane.Abef, Table(InitialAbef));
        _code.psubd(lane.Cdgh, Table(InitialCdgh));
        _code.test(rdx, rdx);
        _code.jz(done);
        _code.Label(ref nest);
        NestedBlock(lane);
        _code.dec(rdx);
        _code.jnz(nest);
        _code.Label(ref done);
        Store(lane, rcx);
        Epilogue();
    }

    /// <summary>(rdi first digest, rsi second digest, rdx count)</summary>
    private void EmitNestPair()
    {
        var nest = _code.CreateLabel();
        var done = _code.CreateLabel();
        Prologue(arguments: 3);
        _code.movdqa(xmm15, Table(ByteSwap));
        Load(First, rdi);
        Load(Second, rsi);
        _code.test(rdx, rdx);
        _code.jz(done);
        _code.Label(ref nest);
        NestedBlock(First, Second);
        _code.dec(rdx);
        _code.jnz(nest);
        _code.Label(ref done);
        Store(First, rdi);
        Store(Second, rsi);
        Epilogue();
    }

    /// <summary>One compression of each lane's own digest. Between lanes the instructions alternate, so that each hides the other's latency.</summary>
    private void NestedBlock(params ReadOnlySpan<Lane> lanes)
    {
        foreach (var lane in lanes)
        {
            var (abef, cdgh, words, spare) = lane;
            // Rounds 0 and 1 wait for the very last result of the block before: one shuffle and one addition away from it.
            _code.pshufd(xmm0, abef, SwapToWords);
            _code.paddd(xmm0, Table(FoldedAb));
            _code.movdqa(words[0], abef);
            _code.shufps(words[0], cdgh, 0xbb);
            _code.movdqa(words[1], abef);
            _code.shufps(words[1], cdgh, 0x11);
            _code.pshufd(spare, cdgh, SwapToWords);
            _code.paddd(spare, Table(FoldedCd));
            _code.movdqa(cdgh, Table(InitialCdgh));
            _code.movdqa(abef, Table(InitialAbef));
            _code.sha256rnds2(cdgh, abef);
            _code.movdqa(xmm0, spare);
            _code.movdqa(spare, words[1]);
            _code.paddd(words[0], Table(InitialAbcd));
            _code.paddd(words[1], Table(InitialEfgh));
            _code.paddd(spare, Table(FoldedEfgh));
            _code.sha256rnds2(abef, cdgh);
        }

        foreach (var lane in lanes)
        {
            _code.movdqa(xmm0, lane.Spare);
            _code.sha256rnds2(lane.Cdgh, lane.Abef);
            HighRounds(lane);
        }

        for (int group = 2; group < 4; group++)
        {
            foreach (var lane in lanes)
            {
                _code.movdqa(xmm0, Table(FixedRounds + (32 * (group - 2))));
                _code.sha256rnds2(lane.Cdgh, lane.Abef);
                _code.movdqa(xmm0, Table(FixedRounds + (32 * (group - 2)) + 16));
                _code.sha256rnds2(lane.Abef, lane.Cdgh);
                _code.movdqa(lane.Words[group], Table(group == 2 ? PaddingLow : PaddingHigh));
            }
        }

        for (int group = 4; group < 16; group++)
        {
            foreach (var lane in lanes)
                Schedule(lane, group, nested: true);
            foreach (var lane in lanes)
            {
                LowRounds(lane, group);
                HighRounds(lane);
            }
        }
    }

    /// <summary>Message words of a group of four rounds, over the words sixteen rounds before.</summary>
    private void Schedule(Lane lane, int group, bool nested)
    {
        if (group < 4)
            return;
        var target = lane.Words[group & 3];
        var last = lane.Words[(group + 3) & 3];
        _code.sha256msg1(target, lane.Words[(group + 1) & 3]);
        // Words 9 to 12 of a nested block are zero.
        if (!nested || group > 4)
        {
            _code.movdqa(lane.Spare, last);
            _code.palignr(lane.Spare, lane.Words[(group + 2) & 3], 4);
            _code.paddd(target, lane.Spare);
        }

        _code.sha256msg2(target, last);
    }

    private void LowRounds(Lane lane, int group)
    {
        _code.movdqa(xmm0, lane.Words[group & 3]);
        _code.paddd(xmm0, Table(RoundTable + (16 * group)));
        _code.sha256rnds2(lane.Cdgh, lane.Abef);
    }

    private void HighRounds(Lane lane)
    {
        _code.pshufd(xmm0, xmm0, UpperPair);
        _code.sha256rnds2(lane.Abef, lane.Cdgh);
    }

    private void Load(Lane lane, AssemblerRegister64 digest)
    {
        var (abef, cdgh, words, _) = lane;
        _code.movdqu(words[0], __xmmword_ptr[digest]);
        _code.movdqu(words[1], __xmmword_ptr[digest + 16]);
        _code.pshufb(words[0], xmm15);
        _code.pshufb(words[1], xmm15);
        _code.movdqa(abef, words[1]);
        _code.shufps(abef, words[0], 0x11);
        _code.movdqa(cdgh, words[1]);
        _code.shufps(cdgh, words[0], 0xbb);
        _code.psubd(abef, Table(InitialAbef));
        _code.psubd(cdgh, Table(InitialCdgh));
    }

    private void Store(Lane lane, AssemblerRegister64 digest)
    {
        var (abef, cdgh, words, _) = lane;
        _code.movdqa(words[0], abef);
        _code.shufps(words[0], cdgh, 0xbb);
        _code.shufps(abef, cdgh, 0x11);
        _code.paddd(words[0], Table(InitialAbcd));
        _code.paddd(abef, Table(InitialEfgh));
        _code.pshufb(words[0], xmm15);
        _code.pshufb(abef, xmm15);
        _code.movdqu(__xmmword_ptr[digest], words[0]);
        _code.movdqu(__xmmword_ptr[digest + 16], abef);
    }

    private void Prologue(int arguments)
    {
        if (Avx.IsSupported)
            _code.vzeroupper();
        if (_windows)
        {
            _code.push(rdi);
            _code.push(rsi);
            _code.sub(rsp, 168);
            for (int i = 6; i < 16; i++)
                _code.movdqu(__xmmword_ptr[rsp + (16 * (i - 6))], Vector(i));
            _code.mov(rdi, rcx);
            _code.mov(rsi, rdx);
            _code.mov(rdx, r8);
            if (arguments > 3)
                _code.mov(rcx, r9);
        }

        _code.lea(r10, __[_table]);
    }

    private void Epilogue()
    {
        if (_windows)
        {
            for (int i = 6; i < 16; i++)
                _code.movdqu(Vector(i), __xmmword_ptr[rsp + (16 * (i - 6))]);
            _code.add(rsp, 168);
            _code.pop(rsi);
            _code.pop(rdi);
        }

        _code.ret();
    }

    private static AssemblerRegisterXMM Vector(int number) => number switch
    {
        6 => xmm6,
        7 => xmm7,
        8 => xmm8,
        9 => xmm9,
        10 => xmm10,
        11 => xmm11,
        12 => xmm12,
        13 => xmm13,
        14 => xmm14,
        _ => xmm15,
    };

    private sealed record Lane(AssemblerRegisterXMM Abef, AssemblerRegisterXMM Cdgh, AssemblerRegisterXMM[] Words, AssemblerRegisterXMM Spare);
}
