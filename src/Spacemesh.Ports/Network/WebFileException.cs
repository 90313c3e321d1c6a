namespace Spacemesh.Ports.Network;

/// <summary>A file on the web could not be got: no connection, an answer cut short, or one that is too long.</summary>
public sealed class WebFileException(string message, Exception? inner = null) : Exception(message, inner);
