namespace Spacemesh.TxPool.State;

/// <summary>An account as it will be when everything pending is applied (spec 07 §14.5).</summary>
public readonly record struct Projection(ulong NextNonce, ulong Balance);
