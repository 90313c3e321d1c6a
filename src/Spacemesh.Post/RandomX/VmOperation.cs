using System.Globalization;

namespace Spacemesh.Post.RandomX;

/// <summary>
/// A decoded instruction: the operands are addresses of registers, or of the immediate itself, so that executing needs no
/// case distinction.
/// </summary>
internal unsafe struct VmOperation
{
    public VmOpcode Opcode;
    public byte Shift;

    /// <summary>Which instruction came to nothing, in a NOP.</summary>
    public VmOpcode Idle;

    /// <summary>Index of the instruction before a branch's target.</summary>
    public short Target;

    /// <summary>Scratchpad mask, or condition mask of a branch.</summary>
    public uint Mask;
    public void* Destination;
    public void* Source;
    public ulong Immediate;

    /// <summary>The instruction in words; <paramref name="registers"/> are those it was decoded for.</summary>
    public readonly string Describe(VmRegisters* registers, ulong* immediate)
    {
        string destination = registers->NameOf(Destination);
        string source = Source == immediate ? "imm" : Source == registers->Zero ? "zero" : registers->NameOf(Source);
        string value = Immediate.ToString("x16", CultureInfo.InvariantCulture);
        string mask = Mask.ToString("x8", CultureInfo.InvariantCulture);
        return Opcode switch
        {
            VmOpcode.NOP => $"NOP ({Idle})",
            VmOpcode.INEG_R or VmOpcode.FSWAP_R or VmOpcode.FSCAL_R or VmOpcode.FSQRT_R => $"{Opcode} dst={destination}",
            VmOpcode.CFROUND => $"{Opcode} src={source} rot={Immediate}",
            VmOpcode.CBRANCH => $"{Opcode} dst={destination} imm={value} mask={mask} target={Target + 1}",
            VmOpcode.IMUL_RCP => $"{VmOpcode.IMUL_R} dst={destination} imm={value} (reciprocal)",
            VmOpcode.IADD_RS => $"{Opcode} dst={destination} src={source} shift={Shift}" + (Immediate == 0 ? "" : $" imm={value}"),
            VmOpcode.IADD_M or VmOpcode.ISUB_M or VmOpcode.IMUL_M or VmOpcode.IMULH_M or VmOpcode.ISMULH_M or VmOpcode.IXOR_M
                or VmOpcode.FADD_M or VmOpcode.FSUB_M or VmOpcode.FDIV_M or VmOpcode.ISTORE => $"{Opcode} dst={destination} src={source} imm={value} mask={mask}",
            _ => $"{Opcode} dst={destination} src={source}" + (source == "imm" ? $" imm={value}" : ""),
        };
    }
}
