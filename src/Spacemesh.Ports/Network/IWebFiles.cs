namespace Spacemesh.Ports.Network;

/// <summary>Files on the web, over http or https: bootstrap updates and checkpoints.</summary>
public interface IWebFiles
{
    /// <summary>Gets a file into a stream and returns the answer's status, whatever it is.</summary>
    /// <param name="address">Where.</param>
    /// <param name="into">Takes the body.</param>
    /// <param name="limit">Longest body.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="WebFileException">There is no complete answer.</exception>
    Task<int> GetAsync(Uri address, Stream into, long limit, CancellationToken cancellationToken = default);
}
