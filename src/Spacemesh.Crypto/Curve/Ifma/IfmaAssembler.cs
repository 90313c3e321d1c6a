using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Spacemesh.Crypto.Curve.Ifma;

/// <summary>
/// Writes the code of <see cref="IfmaKernel"/>. An element is five limbs of 51 bits; 64-bit lane i of a register holds a limb of element i.
/// The instructions multiply the low 52 bits of two lanes and add the low or the high 52 bits of the product, so every operand is
/// carried below 2^52 first. High halves weigh 2^52, twice a limb, and are summed apart.
/// </summary>
internal sealed class IfmaAssembler
{
    private const int Limbs = 5;
    private const int LimbBits = 51;
    private const int VectorBytes = 32;

    // 4p, limb by limb: added before a subtraction so that no lane goes below zero.
    private const ulong FirstBias = 0x1fffffffffffb4;
    private const ulong OtherBias = 0x1ffffffffffffc;

    private const byte SwapNeighbours = 0b10_11_00_01;
    private const byte SquaresOfDoubling = 0b11_10_10_10;

    private static readonly AssemblerRegisterYMM[] X = [ymm0, ymm1, ymm2, ymm3, ymm4];
    private static readonly AssemblerRegisterYMM[] Y = [ymm5, ymm6, ymm7, ymm8, ymm9];
    private static readonly AssemblerRegisterYMM[] Low = [ymm10, ymm11, ymm12, ymm13, ymm14, ymm15, ymm16, ymm17, ymm18];
    private static readonly AssemblerRegisterYMM[] High = [ymm19, ymm20, ymm21, ymm22, ymm23, ymm24, ymm25, ymm26, ymm27];
    private static readonly AssemblerRegisterYMM First = ymm28;
    private static readonly AssemblerRegisterYMM Second = ymm29;
    private static readonly AssemblerRegisterYMM Mask = ymm30;
    private static readonly AssemblerRegisterYMM Nineteen = ymm31;
    private static readonly AssemblerRegisterXMM[] KeptOnWindows = [xmm6, xmm7, xmm8, xmm9, xmm10, xmm11, xmm12, xmm13, xmm14, xmm15];

    // AVX-IFMA, the same instructions without the upper sixteen registers, came later.
    private readonly Assembler _code = new(64) { PreferVex = false };
    private readonly bool _windows = OperatingSystem.IsWindows();
    private readonly List<ulong> _constants = [];
    private Label _table;

    private IfmaAssembler() => _table = _code.CreateLabel();

    /// <summary>(rdi result, rsi left, rdx right): a product.</summary>
    public static byte[] Product() => Write(a =>
    {
        a.Load(X, rsi);
        a.Load(Y, rdx);
        a.Multiply();
        a.Store(X, rdi);
    });

    /// <summary>(rdi result, rsi operand, rdx count): as many squarings, one or more.</summary>
    public static byte[] Squares() => Write(a =>
    {
        a.Load(X, rsi);
        a.Repeat(a.Square);
        a.Store(X, rdi);
    });

    /// <summary>(rdi point, rsi unused, rdx count): as many doublings in place, one or more.</summary>
    public static byte[] Doublings() => Write(a =>
    {
        a.Load(X, rdi);
        a.Repeat(a.Double);
        a.Store(X, rdi);
    });

    /// <summary>(rdi result, rsi point, rdx summand): a sum, or a difference.</summary>
    public static byte[] Sum(bool subtract) => Write(a =>
    {
        a.Load(X, rsi);
        a.PrepareSum();
        a.Load(Y, rdx);
        if (subtract)
        {
            foreach (var limb in Y)
                a._code.vpermq(limb, limb, 0b11_10_00_01);
        }

        a.Multiply();
        a.FinishSum(subtract);
        a.Multiply();
        a.Store(X, rdi);
    });

    /// <summary>(rdi result, rsi point, rdx factors): the summand of a point.</summary>
    public static byte[] Summand() => Write(a =>
    {
        a.Load(X, rsi);
        a.PrepareSum();
        a.Load(Y, rdx);
        a.Multiply();
        a.Store(X, rdi);
    });

    private static byte[] Write(Action<IfmaAssembler> body)
    {
        var assembler = new IfmaAssembler();
        assembler.Prologue();
        body(assembler);
        assembler.Epilogue();
        using var stream = new MemoryStream();
        assembler._code.Assemble(new StreamCodeWriter(stream), 0);
        return stream.ToArray();
    }

    private void Repeat(Action body)
    {
        var again = _code.CreateLabel();
        _code.Label(ref again);
        body();
        _code.dec(rdx);
        _code.jnz(again);
    }

    private void Load(AssemblerRegisterYMM[] limbs, AssemblerRegister64 at)
    {
        for (int i = 0; i < Limbs; i++)
            _code.vmovdqu64(limbs[i], __ymmword_ptr[at + (VectorBytes * i)]);
    }

    private void Store(AssemblerRegisterYMM[] limbs, AssemblerRegister64 at)
    {
        for (int i = 0; i < Limbs; i++)
            _code.vmovdqu64(__ymmword_ptr[at + (VectorBytes * i)], limbs[i]);
    }

    /// <summary>X = X · Y.</summary>
    private void Multiply()
    {
        Clear();
        for (int i = 0; i < Limbs; i++)
        {
            for (int j = 0; j < Limbs; j++)
            {
                _code.vpmadd52luq(Low[i + j], X[i], Y[j]);
                _code.vpmadd52huq(High[i + j], X[i], Y[j]);
            }
        }

        Reduce();
    }

    /// <summary>X = X².</summary>
    private void Square()
    {
        Clear();
        for (int i = 0; i < Limbs; i++)
        {
            for (int j = i + 1; j < Limbs; j++)
            {
                _code.vpmadd52luq(Low[i + j], X[i], X[j]);
                _code.vpmadd52huq(High[i + j], X[i], X[j]);
            }
        }

        for (int i = 1; i < Low.Length - 1; i++)
        {
            _code.vpaddq(Low[i], Low[i], Low[i]);
            _code.vpaddq(High[i], High[i], High[i]);
        }

        for (int i = 0; i < Limbs; i++)
        {
            _code.vpmadd52luq(Low[2 * i], X[i], X[i]);
            _code.vpmadd52huq(High[2 * i], X[i], X[i]);
        }

        Reduce();
    }

    private void Clear()
    {
        foreach (var column in Low)
            _code.vpxord(column, column, column);
        foreach (var column in High)
            _code.vpxord(column, column, column);
    }

    /// <summary>Folds the columns (those from the fifth on weigh 19 times the ones five below) and carries them into X.</summary>
    private void Reduce()
    {
        for (int i = 1; i < Low.Length; i++)
        {
            _code.vpaddq(First, High[i - 1], High[i - 1]);
            _code.vpaddq(Low[i], Low[i], First);
        }

        var last = High[^1];
        _code.vpaddq(last, last, last);
        for (int i = 0; i < Limbs; i++)
        {
            var upper = i + Limbs < Low.Length ? Low[i + Limbs] : last;
            _code.vpsllq(First, upper, 1);
            _code.vpsllq(Second, upper, 4);
            _code.vpaddq(upper, upper, Low[i]);
            _code.vpaddq(First, First, Second);
            _code.vpaddq(X[i], upper, First);
        }

        Carry(X);
    }

    /// <summary>Brings limbs below 2^51 and a little: each passes on what is above its 51 bits, the last one 19 times that.</summary>
    private void Carry(AssemblerRegisterYMM[] limbs)
    {
        var carries = High;
        for (int i = 0; i < Limbs; i++)
            _code.vpsrlq(carries[i], limbs[i], LimbBits);
        for (int i = 0; i < Limbs; i++)
            _code.vpandq(limbs[i], limbs[i], Mask);
        _code.vpmadd52luq(limbs[0], carries[Limbs - 1], Nineteen);
        for (int i = 1; i < Limbs; i++)
            _code.vpaddq(limbs[i], limbs[i], carries[i - 1]);
    }

    /// <summary>X = (Y − X, Y + X, Z, T) of the point X.</summary>
    private void PrepareSum()
    {
        for (int i = 0; i < Limbs; i++)
        {
            _code.vpermq(First, X[i], SwapNeighbours);
            _code.vpaddq(Second, First, Bias(i));
            _code.vpsubq(Second, Second, X[i]);
            _code.vpaddq(X[i].k2, X[i], First);
            _code.vmovdqa64(X[i].k1, Second);
        }

        Carry(X);
    }

    /// <summary>From (A, B, D, C) in X: X = (F, G, F, E) and Y = (E, H, G, H) with E = B − A, F = D − C, G = D + C, H = B + A.</summary>
    private void FinishSum(bool subtract)
    {
        // Lanes of the difference are 0 to 3, those of the sum 4 to 7; of −P, F and G change places.
        var forX = subtract ? Vector(6, 3, 6, 0) : Vector(3, 6, 3, 0);
        var forY = subtract ? Vector(0, 4, 3, 4) : Vector(0, 4, 6, 4);
        for (int i = 0; i < Limbs; i++)
        {
            var sum = Low[0];
            _code.vpermq(First, X[i], SwapNeighbours);
            _code.vpaddq(sum, First, X[i]);
            _code.vpaddq(First, First, Bias(i));
            _code.vpsubq(First, First, X[i]);
            _code.vmovdqu64(X[i], forX);
            _code.vpermi2q(X[i], First, sum);
            _code.vmovdqu64(Y[i], forY);
            _code.vpermi2q(Y[i], First, sum);
        }

        Carry(X);
        Carry(Y);
    }

    /// <summary>Doubles the point X.</summary>
    private void Double()
    {
        // (X, Y, Z, X + Y)
        for (int i = 0; i < Limbs; i++)
        {
            _code.vpermq(First, X[i], SwapNeighbours);
            _code.vpaddq(First, First, X[i]);
            _code.vpermq(X[i].k4, First, 0);
        }

        Carry(X);
        Square();

        // From (XX, YY, ZZ, (X + Y)²): X = (F, G, F, E) and Y = (E, H, G, H) with H = XX + YY, G = YY − XX, F = 2ZZ − G, E = (X + Y)² − H.
        var minuends = Vector(1, 0, 1, 4);
        var forY = Vector(3, 4, 1, 4);
        for (int i = 0; i < Limbs; i++)
        {
            var (sum, negative, terms) = (Low[0], Low[1], Low[2]);
            _code.vpermq(First, X[i], SwapNeighbours);
            _code.vpaddq(sum, First, X[i]);
            _code.vpaddq(First, First, Bias(i));
            _code.vpsubq(First, First, X[i]);
            _code.vmovdqu64(negative, Bias(i));
            _code.vpsubq(negative, negative, sum);
            _code.vpermq(terms.k5.z, X[i], SquaresOfDoubling);
            _code.vpaddq(terms.k3, terms, terms);
            _code.vmovdqu64(X[i], minuends);
            _code.vpermi2q(X[i], First, negative);
            _code.vpaddq(X[i], X[i], terms);
            _code.vmovdqu64(Y[i], forY);
            _code.vpermi2q(Y[i], X[i], sum);
        }

        Carry(X);
        Carry(Y);
        Multiply();
    }

    private AssemblerMemoryOperand Bias(int limb)
    {
        ulong value = limb == 0 ? FirstBias : OtherBias;
        return Vector(value, value, value, value);
    }

    /// <summary>A constant of four lanes in the table behind the code.</summary>
    private AssemblerMemoryOperand Vector(ulong lane0, ulong lane1, ulong lane2, ulong lane3)
    {
        ReadOnlySpan<ulong> wanted = [lane0, lane1, lane2, lane3];
        int at = 0;
        while (at < _constants.Count && !wanted.SequenceEqual(_constants.GetRange(at, 4).ToArray()))
            at += 4;
        if (at == _constants.Count)
            _constants.AddRange(wanted);
        return __ymmword_ptr[r10 + (8 * at)];
    }

    private void Prologue()
    {
        if (_windows)
        {
            _code.push(rdi);
            _code.push(rsi);
            _code.sub(rsp, (16 * KeptOnWindows.Length) + 8);
            for (int i = 0; i < KeptOnWindows.Length; i++)
                _code.movdqu(__xmmword_ptr[rsp + (16 * i)], KeptOnWindows[i]);
            _code.mov(rdi, rcx);
            _code.mov(rsi, rdx);
            _code.mov(rdx, r8);
        }

        _code.lea(r10, __qword_ptr[_table]);
        // Lanes 0, 1, 0 and 2, 3, and all but 1.
        ReadOnlySpan<AssemblerRegisterK> masks = [k1, k2, k3, k4, k5];
        ReadOnlySpan<int> lanes = [0b0001, 0b0010, 0b0101, 0b1000, 0b1101];
        for (int i = 0; i < masks.Length; i++)
        {
            _code.mov(eax, lanes[i]);
            _code.kmovw(masks[i], eax);
        }

        _code.vmovdqu64(Mask, Vector((1UL << LimbBits) - 1, (1UL << LimbBits) - 1, (1UL << LimbBits) - 1, (1UL << LimbBits) - 1));
        _code.vmovdqu64(Nineteen, Vector(19, 19, 19, 19));
    }

    private void Epilogue()
    {
        _code.vzeroupper();
        if (_windows)
        {
            for (int i = 0; i < KeptOnWindows.Length; i++)
                _code.movdqu(KeptOnWindows[i], __xmmword_ptr[rsp + (16 * i)]);
            _code.add(rsp, (16 * KeptOnWindows.Length) + 8);
            _code.pop(rsi);
            _code.pop(rdi);
        }

        _code.ret();
        _code.Label(ref _table);
        foreach (ulong lane in _constants)
            _code.dq(lane);
    }
}
