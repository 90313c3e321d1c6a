using System.Numerics;

namespace Spacemesh.Post.RandomX;

/// <summary>A SuperscalarHash program: a straight line of integer instructions over eight registers.</summary>
internal sealed class SuperscalarProgram
{
    public const int Registers = 8;

    public SuperscalarProgram(IReadOnlyList<SuperscalarInstruction> instructions, SuperscalarStatistics statistics)
    {
        Instructions = instructions;
        Statistics = statistics;
        Span<int> latency = stackalloc int[Registers];
        latency.Clear();
        foreach (var instruction in instructions)
        {
            int throughSource = instruction.Source == instruction.Destination ? 0 : latency[instruction.Source] + 1;
            latency[instruction.Destination] = Math.Max(latency[instruction.Destination] + 1, throughSource);
        }

        for (int i = 1; i < Registers; i++)
        {
            if (latency[i] > latency[AddressRegister])
                AddressRegister = i;
        }

        LongestChain = latency[AddressRegister];
    }

    public IReadOnlyList<SuperscalarInstruction> Instructions { get; }

    /// <summary>How the generator came to the program.</summary>
    public SuperscalarStatistics Statistics { get; }

    /// <summary>The register with the longest dependency chain, which picks the next cache line (spec 02 §13.2 item 20).</summary>
    public int AddressRegister { get; }

    /// <summary>Instructions in that chain.</summary>
    public int LongestChain { get; }

    /// <summary>Runs the program instruction by instruction.</summary>
    public void Interpret(Span<ulong> r)
    {
        foreach (var i in Instructions)
        {
            ref ulong target = ref r[i.Destination];
            ulong source = r[i.Source];
            target = unchecked(i.Opcode switch
            {
                SuperscalarOpcode.SubtractRegister => target - source,
                SuperscalarOpcode.XorRegister => target ^ source,
                SuperscalarOpcode.AddShifted => target + (source << i.Shift),
                SuperscalarOpcode.MultiplyRegister => target * source,
                SuperscalarOpcode.RotateConstant => BitOperations.RotateRight(target, (int)i.Immediate),
                SuperscalarOpcode.AddConstant7 or SuperscalarOpcode.AddConstant8 or SuperscalarOpcode.AddConstant9 => target + i.SignExtended,
                SuperscalarOpcode.XorConstant7 or SuperscalarOpcode.XorConstant8 or SuperscalarOpcode.XorConstant9 => target ^ i.SignExtended,
                SuperscalarOpcode.MultiplyHigh => Math.BigMul(target, source, out _),
                SuperscalarOpcode.SignedMultiplyHigh => (ulong)Math.BigMul((long)target, (long)source, out _),
                _ => target * Reciprocal.Of(i.Immediate),
            });
        }
    }
}
