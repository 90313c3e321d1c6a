namespace Spacemesh.Ports.Api;

/// <summary>Ends the process so that its supervisor starts it again (spec 09a §5.8).</summary>
public interface INodeRestart
{
    /// <summary>Shuts the node down with exit status 0; returns at once.</summary>
    void ShutDown();
}
