namespace Spacemesh.Ports.Api;

/// <summary>What an account will be when everything pending of it is applied.</summary>
public readonly record struct AccountProjection(ulong NextNonce, ulong Balance);
