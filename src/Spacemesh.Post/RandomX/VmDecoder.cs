namespace Spacemesh.Post.RandomX;

/// <summary>Turns instructions into operations over a register file (spec 02 §13.2 items 23, 25, 26).</summary>
internal static unsafe class VmDecoder
{
    private const int DisplacedRegister = 5;

    /// <summary>Decodes <paramref name="count"/> instructions.</summary>
    public static void Decode(Func<int, VmInstruction> instructions, int count, VmRegisters* registers, VmOperation* operations)
    {
        // Index of the instruction that last changed each integer register.
        int* changedAt = stackalloc int[8];
        for (int i = 0; i < 8; i++)
            changedAt[i] = -1;
        for (int i = 0; i < count; i++)
            operations[i] = Decode(instructions(i), i, registers, changedAt, &operations[i].Immediate);
    }

    private static VmOperation Decode(VmInstruction instruction, int index, VmRegisters* registers, int* changedAt, ulong* immediate)
    {
        int destination = instruction.Destination;
        int source = instruction.Source;
        ulong* r = registers->R;
        var operation = new VmOperation
        {
            Opcode = instruction.Opcode,
            Destination = r + destination,
            Source = r + source,
            Immediate = instruction.SignExtended,
        };
        bool changes = true;
        switch (instruction.Opcode)
        {
            case VmOpcode.IADD_RS:
                operation.Shift = (byte)instruction.Shift;
                if (destination != DisplacedRegister)
                    operation.Immediate = 0;
                break;
            case VmOpcode.IADD_M or VmOpcode.ISUB_M or VmOpcode.IMUL_M or VmOpcode.IMULH_M or VmOpcode.ISMULH_M or VmOpcode.IXOR_M:
                operation.Mask = source != destination ? instruction.ReadMask : VmInstruction.L3Mask;
                if (source == destination)
                    operation.Source = registers->Zero;
                break;
            case VmOpcode.ISUB_R or VmOpcode.IMUL_R or VmOpcode.IXOR_R:
                if (source == destination)
                    operation.Source = immediate;
                break;
            case VmOpcode.IROR_R or VmOpcode.IROL_R:
                operation.Immediate = instruction.Immediate;
                if (source == destination)
                    operation.Source = immediate;
                break;
            case VmOpcode.IMUL_RCP:
                changes = Reciprocal.Exists(instruction.Immediate);
                if (changes)
                    operation.Immediate = Reciprocal.Of(instruction.Immediate);
                else
                    (operation.Opcode, operation.Idle) = (VmOpcode.NOP, instruction.Opcode);
                break;
            case VmOpcode.ISWAP_R:
                changes = source != destination;
                if (changes)
                    changedAt[source] = index;
                else
                    (operation.Opcode, operation.Idle) = (VmOpcode.NOP, instruction.Opcode);
                break;
            case VmOpcode.CBRANCH:
                operation.Immediate = instruction.BranchAddend;
                operation.Mask = instruction.BranchMask;
                operation.Target = (short)changedAt[destination];
                for (int i = 0; i < 8; i++)
                    changedAt[i] = index;
                break;
            case VmOpcode.CFROUND:
                operation.Immediate = instruction.Immediate & 63;
                changes = false;
                break;
            case VmOpcode.ISTORE:
                operation.Mask = instruction.StoreMask;
                changes = false;
                break;
            case VmOpcode.IMULH_R or VmOpcode.ISMULH_R or VmOpcode.INEG_R:
                break;
            default:
                DecodeFloat(instruction, registers, ref operation);
                changes = false;
                break;
        }

        if (changes)
            changedAt[destination] = index;
        return operation;
    }

    private static void DecodeFloat(VmInstruction instruction, VmRegisters* registers, ref VmOperation operation)
    {
        double* f = registers->F + (2 * instruction.FloatDestination);
        double* e = registers->E + (2 * instruction.FloatDestination);
        switch (instruction.Opcode)
        {
            case VmOpcode.FSWAP_R:
                operation.Destination = instruction.Destination < 4 ? f : e;
                break;
            case VmOpcode.FADD_R or VmOpcode.FSUB_R or VmOpcode.FMUL_R:
                operation.Destination = instruction.Opcode == VmOpcode.FMUL_R ? e : f;
                operation.Source = registers->A + (2 * instruction.FloatSource);
                break;
            case VmOpcode.FADD_M or VmOpcode.FSUB_M or VmOpcode.FDIV_M:
                operation.Destination = instruction.Opcode == VmOpcode.FDIV_M ? e : f;
                operation.Mask = instruction.ReadMask;
                break;
            case VmOpcode.FSCAL_R:
                operation.Destination = f;
                break;
            case VmOpcode.FSQRT_R:
                operation.Destination = e;
                break;
        }
    }
}
