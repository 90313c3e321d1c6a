namespace Spacemesh.Post.RandomX;

/// <summary>
/// A macro-operation of the simulated processor (spec 02 §13.2 item 15). <see cref="Second"/> is set when it takes two
/// ports in one cycle; no port at all means that it is eliminated.
/// </summary>
internal sealed record MacroOp(string Name, int Size, int Latency, ExecutionPorts First, ExecutionPorts Second = ExecutionPorts.None, bool Dependent = false)
{
    public static readonly MacroOp Subtract = new("sub r,r", 3, 1, ExecutionPorts.P015);
    public static readonly MacroOp Xor = new("xor r,r", 3, 1, ExecutionPorts.P015);
    public static readonly MacroOp Lea = new("lea r,r+r*s", 4, 1, ExecutionPorts.P01);
    public static readonly MacroOp Multiply = new("imul r,r", 4, 3, ExecutionPorts.P1);
    public static readonly MacroOp MultiplyDependent = Multiply with { Dependent = true };
    public static readonly MacroOp Rotate = new("ror r,i", 4, 1, ExecutionPorts.P05);
    public static readonly MacroOp AddImmediate = new("add r,i", 7, 1, ExecutionPorts.P015);
    public static readonly MacroOp XorImmediate = new("xor r,i", 7, 1, ExecutionPorts.P015);
    public static readonly MacroOp Move = new("mov r,r", 3, 0, ExecutionPorts.None);
    public static readonly MacroOp MoveImmediate = new("mov rax,i64", 10, 1, ExecutionPorts.P015);
    public static readonly MacroOp WideMultiply = new("mul r", 3, 4, ExecutionPorts.P1, ExecutionPorts.P5);
    public static readonly MacroOp WideSignedMultiply = new("imul r", 3, 4, ExecutionPorts.P1, ExecutionPorts.P5);
}
