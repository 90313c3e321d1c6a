using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Iced.Intel;
using Spacemesh.Post.RandomX;
using Spacemesh.Runtime;
using static Iced.Intel.AssemblerRegisters;

namespace Spacemesh.Post.Tests.RandomX;

/// <summary>Emulated rounding against the processor's, by machine code that sets MXCSR, on processors that have one.</summary>
public sealed unsafe class DirectedArithmeticTests
{
    private const int Rounds = 20_000;

    // Flush-to-zero and denormals-are-zero, all exceptions masked; the mode goes to bits 13 and 14 (spec 02 §13.2 item 30).
    private const uint BaseControl = 0x9fc0;

    [Theory]
    [InlineData("add")]
    [InlineData("sub")]
    [InlineData("mul")]
    [InlineData("div")]
    [InlineData("sqrt")]
    public void Any_operands_round_as_the_processor_rounds(string operation)
    {
        if (!X86Base.X64.IsSupported)
            return;
        var random = new SeededRandom(7);
        for (int i = 0; i < Rounds; i++)
        {
            double a = Operand(random), b = Operand(random);
            if (operation == "sqrt")
                a = Math.Abs(a);
            for (int mode = 0; mode < 4; mode++)
            {
                ulong expected = OnProcessor(operation, a, b, (RoundingMode)mode);
                ulong actual = BitConverter.DoubleToUInt64Bits(Emulated(operation, a, b, (RoundingMode)mode));
                Assert.True(expected == actual, $"{a:R} {operation} {b:R}, {(RoundingMode)mode}: {expected:x16} on the processor, {actual:x16} emulated");
            }
        }
    }

    [Theory]
    [InlineData("add")]
    [InlineData("sub")]
    [InlineData("mul")]
    [InlineData("div")]
    [InlineData("sqrt")]
    public void Operands_of_programs_round_the_same_in_pairs(string operation)
    {
        var random = new SeededRandom(8);
        for (int i = 0; i < Rounds; i++)
        {
            // Group F meets magnitudes around 2^-20 to 2^48, group E positive ones from 2^-255 up to infinity.
            bool sum = operation is "add" or "sub";
            double a = sum ? Scaled(random, -20, 48, signed: true) : Scaled(random, -255, 1023, signed: false);
            double b = sum ? Scaled(random, 0, 32, signed: true) : operation == "div" ? Scaled(random, -255, -1, signed: false) : Scaled(random, 0, 32, signed: false);
            if (random.Next(16) == 0)
                b = sum ? -a : b;
            if (random.Next(64) == 0 && !sum)
                a = double.PositiveInfinity;
            for (int number = 0; number < 4; number++)
            {
                var mode = (RoundingMode)number;
                Vector128<double> x = Vector128.Create(a), y = Vector128.Create(b);
                var pair = operation switch
                {
                    "add" => DirectedPair.Add(x, y, mode),
                    "sub" => DirectedPair.Subtract(x, y, mode),
                    "mul" => DirectedPair.Multiply(x, y, mode),
                    "div" => DirectedPair.Divide(x, y, mode),
                    _ => DirectedPair.SquareRoot(x, mode),
                };
                ulong expected = BitConverter.DoubleToUInt64Bits(Emulated(operation, a, b, mode));
                Assert.True(expected == pair.AsUInt64()[0] && expected == pair.AsUInt64()[1], $"{a:R} {operation} {b:R}, {mode}: {expected:x16}, in pairs {pair.AsUInt64()[0]:x16}");
            }
        }
    }

    private static double Operand(SeededRandom random) => random.Next(8) switch
    {
        0 => Scaled(random, -1074, -1000, signed: true),
        1 => Scaled(random, 1000, 1023, signed: true),
        2 => random.Next(2) == 0 ? 0.0 : -0.0,
        3 => random.Next(1000) - 500,
        _ => Scaled(random, -60, 60, signed: true),
    };

    private static double Scaled(SeededRandom random, int low, int high, bool signed)
    {
        double mantissa = 1 + ((random.NextUInt64() >> 12) * Math.ScaleB(1, -52));
        double value = Math.ScaleB(mantissa, low + random.Next(high - low + 1));
        return signed && random.Next(2) == 0 ? -value : value;
    }

    private static double Emulated(string operation, double a, double b, RoundingMode mode) => operation switch
    {
        "add" => DirectedArithmetic.Add(a, b, mode),
        "sub" => DirectedArithmetic.Subtract(a, b, mode),
        "mul" => DirectedArithmetic.Multiply(a, b, mode),
        "div" => DirectedArithmetic.Divide(a, b, mode),
        _ => DirectedArithmetic.SquareRoot(a, mode),
    };

    private static ulong OnProcessor(string operation, double a, double b, RoundingMode mode)
    {
        var cell = new Cell { A = a, B = b, Control = BaseControl | ((uint)mode << 13) };
        ((delegate* unmanaged<Cell*, void>)Code(operation).Entry)(&cell);
        return BitConverter.DoubleToUInt64Bits(cell.A);
    }

    private static readonly Dictionary<string, ExecutableCode> Assembled = [];

    private static ExecutableCode Code(string operation)
    {
        lock (Assembled)
        {
            if (!Assembled.TryGetValue(operation, out var code))
                Assembled.Add(operation, code = Assemble(operation));
            return code;
        }
    }

    private static ExecutableCode Assemble(string operation)
    {
        var c = new Assembler(64);
        if (!OperatingSystem.IsWindows())
            c.mov(rcx, rdi);
        c.stmxcsr(__dword_ptr[rcx + 20]);
        c.ldmxcsr(__dword_ptr[rcx + 16]);
        c.movsd(xmm0, __qword_ptr[rcx]);
        c.movsd(xmm1, __qword_ptr[rcx + 8]);
        switch (operation)
        {
            case "add":
                c.addsd(xmm0, xmm1);
                break;
            case "sub":
                c.subsd(xmm0, xmm1);
                break;
            case "mul":
                c.mulsd(xmm0, xmm1);
                break;
            case "div":
                c.divsd(xmm0, xmm1);
                break;
            default:
                c.sqrtsd(xmm0, xmm0);
                break;
        }

        c.movsd(__qword_ptr[rcx], xmm0);
        c.ldmxcsr(__dword_ptr[rcx + 20]);
        c.ret();
        using var stream = new MemoryStream();
        c.Assemble(new StreamCodeWriter(stream), 0);
        return ExecutableCode.TryCreate(stream.ToArray()) ?? throw new InvalidOperationException("the system lets no program make code");
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Cell
    {
        public double A;
        public double B;
        public uint Control;
        public uint Saved;
    }
}
