namespace Spacemesh.Post.RandomX;

/// <summary>Execution ports a micro-operation may go to.</summary>
[Flags]
internal enum ExecutionPorts
{
    None = 0,
    P0 = 1,
    P1 = 2,
    P5 = 4,
    P01 = P0 | P1,
    P05 = P0 | P5,
    P015 = P0 | P1 | P5,
}
