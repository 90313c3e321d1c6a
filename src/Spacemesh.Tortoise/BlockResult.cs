using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise;

/// <summary>A block in a counting result (spec 06 §9).</summary>
/// <param name="Header">Id, layer and height.</param>
/// <param name="Data">Its body is here.</param>
/// <param name="Hare">Hare or a certificate chose it.</param>
/// <param name="Valid">Decided for.</param>
/// <param name="Invalid">Decided against.</param>
/// <param name="Local">Its margin crosses the local threshold.</param>
public readonly record struct BlockResult(Vote Header, bool Data, bool Hare, bool Valid, bool Invalid, bool Local);
