namespace Spacemesh.Rpc.Server;

/// <summary>Told of everything a listener does, for metrics and logs; called on the threads of the calls, so it must be fast and thread-safe.</summary>
public abstract class RpcServerObserver
{
    /// <summary>A gRPC call of a known method began. <paramref name="method"/> is <c>/package.Service/Method</c>.</summary>
    public virtual void CallStarted(string method)
    {
    }

    public virtual void MessageReceived(string method)
    {
    }

    public virtual void MessageSent(string method)
    {
    }

    /// <summary>
    /// A gRPC call ended. <paramref name="message"/> is the status text; <paramref name="streaming"/> tells stream calls from unary ones.
    /// Calls of unknown methods only end.
    /// </summary>
    public virtual void CallFinished(string method, bool streaming, StatusCode code, string message, TimeSpan elapsed)
    {
    }

    /// <summary>The gateway took a request. <paramref name="path"/> is the path asked for.</summary>
    public virtual void HttpStarted(string path)
    {
    }

    /// <summary>The gateway answered. <paramref name="bytes"/> is the length of the body.</summary>
    public virtual void HttpFinished(string path, string verb, int status, long bytes, TimeSpan elapsed)
    {
    }
}
