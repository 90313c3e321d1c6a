namespace Spacemesh.Services.Checkpoint.Bootstrap;

/// <summary>An update cannot be had or used; the message names the file and the field.</summary>
public sealed class BootstrapException(string message, Exception? inner = null) : Exception(message, inner);
