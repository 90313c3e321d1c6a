namespace Spacemesh.Tools.Testnet;

/// <summary>The testnet cannot do what was asked; the message says why and what to do.</summary>
internal sealed class TestnetException(string message) : Exception(message);
