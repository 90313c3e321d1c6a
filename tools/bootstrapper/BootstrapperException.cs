namespace Spacemesh.Tools.Bootstrapper;

/// <summary>The program cannot go on; the message says why.</summary>
internal sealed class BootstrapperException(string message, Exception? inner = null) : Exception(message, inner);
