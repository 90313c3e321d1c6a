using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Spacemesh.Post.RandomX;

/// <summary>
/// Turns a SuperscalarHash program into a method of the runtime, with the registers as locals. Programs run ten thousands
/// of times a hash in light mode; the interpreter remains where the runtime cannot compile.
/// </summary>
internal static unsafe class SuperscalarCompiler
{
    private static readonly MethodInfo RotateRight = typeof(BitOperations).GetMethod(nameof(BitOperations.RotateRight), [typeof(ulong), typeof(int)])!;

    /// <summary>Runs a program on eight registers in memory.</summary>
    public delegate void Program(ulong* registers);

    /// <summary>Whether the runtime here turns emitted code into machine code.</summary>
    public static bool IsSupported => RuntimeFeature.IsDynamicCodeCompiled;

    public static Program Compile(SuperscalarProgram program)
    {
        var method = new DynamicMethod("SuperscalarHash", typeof(void), [typeof(ulong*)], typeof(SuperscalarCompiler).Module, skipVisibility: true);
        var il = method.GetILGenerator(64 * program.Instructions.Count);
        for (int i = 0; i < SuperscalarProgram.Registers; i++)
        {
            il.DeclareLocal(typeof(ulong));
            EmitAddress(il, i);
            il.Emit(OpCodes.Ldind_I8);
            il.Emit(OpCodes.Stloc, i);
        }

        foreach (var instruction in program.Instructions)
        {
            EmitInstruction(il, instruction);
            il.Emit(OpCodes.Stloc, (int)instruction.Destination);
        }

        for (int i = 0; i < SuperscalarProgram.Registers; i++)
        {
            EmitAddress(il, i);
            il.Emit(OpCodes.Ldloc, i);
            il.Emit(OpCodes.Stind_I8);
        }

        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Program>();
    }

    private static void EmitAddress(ILGenerator il, int register)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, 8 * register);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
    }

    private static void EmitInstruction(ILGenerator il, SuperscalarInstruction instruction)
    {
        il.Emit(OpCodes.Ldloc, (int)instruction.Destination);
        switch (instruction.Opcode)
        {
            case SuperscalarOpcode.SubtractRegister:
                il.Emit(OpCodes.Ldloc, (int)instruction.Source);
                il.Emit(OpCodes.Sub);
                break;
            case SuperscalarOpcode.XorRegister:
                il.Emit(OpCodes.Ldloc, (int)instruction.Source);
                il.Emit(OpCodes.Xor);
                break;
            case SuperscalarOpcode.AddShifted:
                il.Emit(OpCodes.Ldloc, (int)instruction.Source);
                il.Emit(OpCodes.Ldc_I4, instruction.Shift);
                il.Emit(OpCodes.Shl);
                il.Emit(OpCodes.Add);
                break;
            case SuperscalarOpcode.MultiplyRegister:
                il.Emit(OpCodes.Ldloc, (int)instruction.Source);
                il.Emit(OpCodes.Mul);
                break;
            case SuperscalarOpcode.RotateConstant:
                il.Emit(OpCodes.Ldc_I4, (int)instruction.Immediate);
                il.Emit(OpCodes.Call, RotateRight);
                break;
            case SuperscalarOpcode.AddConstant7 or SuperscalarOpcode.AddConstant8 or SuperscalarOpcode.AddConstant9:
                il.Emit(OpCodes.Ldc_I8, (long)(int)instruction.Immediate);
                il.Emit(OpCodes.Add);
                break;
            case SuperscalarOpcode.XorConstant7 or SuperscalarOpcode.XorConstant8 or SuperscalarOpcode.XorConstant9:
                il.Emit(OpCodes.Ldc_I8, (long)(int)instruction.Immediate);
                il.Emit(OpCodes.Xor);
                break;
            case SuperscalarOpcode.MultiplyHigh:
                il.Emit(OpCodes.Ldloc, (int)instruction.Source);
                il.Emit(OpCodes.Call, Method(MultiplyHigh));
                break;
            case SuperscalarOpcode.SignedMultiplyHigh:
                il.Emit(OpCodes.Ldloc, (int)instruction.Source);
                il.Emit(OpCodes.Call, Method(SignedMultiplyHigh));
                break;
            default:
                il.Emit(OpCodes.Ldc_I8, unchecked((long)Reciprocal.Of(instruction.Immediate)));
                il.Emit(OpCodes.Mul);
                break;
        }
    }

    private static MethodInfo Method(Func<ulong, ulong, ulong> method) => method.Method;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyHigh(ulong a, ulong b) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(a, b) : Math.BigMul(a, b, out _);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SignedMultiplyHigh(ulong a, ulong b) =>
        unchecked(MultiplyHigh(a, b) - ((ulong)((long)a >> 63) & b) - ((ulong)((long)b >> 63) & a));
}
