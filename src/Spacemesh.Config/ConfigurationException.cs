namespace Spacemesh.Config;

/// <summary>A configuration that cannot be used. The message names the key, the value and what to do.</summary>
public sealed class ConfigurationException(string message, Exception? inner = null) : Exception(message, inner);
