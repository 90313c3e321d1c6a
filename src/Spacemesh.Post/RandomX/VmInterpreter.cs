using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Spacemesh.Post.RandomX;

/// <summary>Executes decoded operations on registers and scratchpad (spec 02 §13.2 items 23–27, 30–33).</summary>
internal sealed unsafe class VmInterpreter(byte* scratchpad, VmOperation* operations)
{
    private const ulong EMantissaBits = 0x00ffffffffffffff;
    private const ulong ScaleMask = 0x80f0000000000000;

    private Vector128<ulong> _eMask;

    public RoundingMode Mode { get; set; }

    public void SetEMasks(ulong low, ulong high) => _eMask = Vector128.Create(low, high);

    /// <summary>Two signed 32-bit integers as doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> LoadPair(byte* source)
    {
        int* pair = (int*)source;
        return Vector128.Create((double)pair[0], (double)pair[1]);
    }

    /// <summary>Forces a value into group E.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<double> MaskE(Vector128<double> value) => ((value.AsUInt64() & Vector128.Create(EMantissaBits)) | _eMask).AsDouble();

    /// <summary>Runs operations 0 to <paramref name="count"/> − 1, with the jumps among them.</summary>
    public void Execute<TObserver>(int count, ref TObserver observer)
        where TObserver : struct, IVmObserver
    {
        byte* memory = scratchpad;
        VmOperation* first = operations;
        var mode = Mode;
        unchecked
        {
            for (int at = 0; at < count; at++)
            {
                VmOperation* op = first + at;
                ulong* destination = (ulong*)op->Destination;
                ulong* source = (ulong*)op->Source;
                switch (op->Opcode)
                {
                    case VmOpcode.IADD_RS:
                        *destination += (*source << op->Shift) + op->Immediate;
                        break;
                    case VmOpcode.IADD_M:
                        *destination += *(ulong*)(memory + Address(op));
                        break;
                    case VmOpcode.ISUB_R:
                        *destination -= *source;
                        break;
                    case VmOpcode.ISUB_M:
                        *destination -= *(ulong*)(memory + Address(op));
                        break;
                    case VmOpcode.IMUL_R:
                        *destination *= *source;
                        break;
                    case VmOpcode.IMUL_M:
                        *destination *= *(ulong*)(memory + Address(op));
                        break;
                    case VmOpcode.IMULH_R:
                        *destination = Math.BigMul(*destination, *source, out _);
                        break;
                    case VmOpcode.IMULH_M:
                        *destination = Math.BigMul(*destination, *(ulong*)(memory + Address(op)), out _);
                        break;
                    case VmOpcode.ISMULH_R:
                        *destination = (ulong)Math.BigMul((long)*destination, (long)*source, out _);
                        break;
                    case VmOpcode.ISMULH_M:
                        *destination = (ulong)Math.BigMul((long)*destination, *(long*)(memory + Address(op)), out _);
                        break;
                    case VmOpcode.IMUL_RCP:
                        *destination *= op->Immediate;
                        break;
                    case VmOpcode.INEG_R:
                        *destination = 0 - *destination;
                        break;
                    case VmOpcode.IXOR_R:
                        *destination ^= *source;
                        break;
                    case VmOpcode.IXOR_M:
                        *destination ^= *(ulong*)(memory + Address(op));
                        break;
                    case VmOpcode.IROR_R:
                        *destination = BitOperations.RotateRight(*destination, (int)*source & 63);
                        break;
                    case VmOpcode.IROL_R:
                        *destination = BitOperations.RotateLeft(*destination, (int)*source & 63);
                        break;
                    case VmOpcode.ISWAP_R:
                        (*destination, *source) = (*source, *destination);
                        break;
                    case VmOpcode.FSWAP_R:
                        (destination[0], destination[1]) = (destination[1], destination[0]);
                        break;
                    case VmOpcode.FADD_R:
                        DirectedPair.Add(Pair(destination), Pair(source), mode).Store((double*)destination);
                        break;
                    case VmOpcode.FADD_M:
                        DirectedPair.Add(Pair(destination), LoadPair(memory + Address(op)), mode).Store((double*)destination);
                        break;
                    case VmOpcode.FSUB_R:
                        DirectedPair.Subtract(Pair(destination), Pair(source), mode).Store((double*)destination);
                        break;
                    case VmOpcode.FSUB_M:
                        DirectedPair.Subtract(Pair(destination), LoadPair(memory + Address(op)), mode).Store((double*)destination);
                        break;
                    case VmOpcode.FSCAL_R:
                        destination[0] ^= ScaleMask;
                        destination[1] ^= ScaleMask;
                        break;
                    case VmOpcode.FMUL_R:
                        DirectedPair.Multiply(Pair(destination), Pair(source), mode).Store((double*)destination);
                        break;
                    case VmOpcode.FDIV_M:
                        DirectedPair.Divide(Pair(destination), MaskE(LoadPair(memory + Address(op))), mode).Store((double*)destination);
                        break;
                    case VmOpcode.FSQRT_R:
                        DirectedPair.SquareRoot(Pair(destination), mode).Store((double*)destination);
                        break;
                    case VmOpcode.CBRANCH:
                        *destination += op->Immediate;
                        if ((*destination & op->Mask) == 0)
                        {
                            observer.OnBranch(at, op->Target + 1);
                            at = op->Target;
                        }

                        break;
                    case VmOpcode.CFROUND:
                        mode = (RoundingMode)(BitOperations.RotateRight(*source, (int)op->Immediate) & 3);
                        observer.OnRoundingMode(at, mode);
                        break;
                    case VmOpcode.ISTORE:
                        *(ulong*)(memory + ((uint)(*destination + op->Immediate) & op->Mask)) = *source;
                        break;
                }
            }
        }

        Mode = mode;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Address(VmOperation* op) => (uint)(*(ulong*)op->Source + op->Immediate) & op->Mask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Pair(ulong* register) => Vector128.Load((double*)register);
}
