namespace Spacemesh.Api;

/// <summary>PoST parameters of the network (section <c>post</c>).</summary>
public sealed record PostParameters(ulong LabelsPerUnit, uint MinUnits, uint MaxUnits, uint K1, uint K2);
