namespace Spacemesh.Ports.Smeshing;

/// <summary>Keeps a PoST service outside this process alive, which connects to this node as every remote one does.</summary>
public interface IPostServiceRunner
{
    /// <summary>Runs until it is cancelled; a service that ends by itself is started again.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
