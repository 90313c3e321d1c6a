namespace Spacemesh.Poet.Server.Configuration;

/// <summary>A flag or a line of the config file is wrong; the text says which.</summary>
public sealed class ConfigurationException : Exception
{
    public ConfigurationException()
    {
    }

    public ConfigurationException(string message)
        : base(message)
    {
    }

    public ConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
