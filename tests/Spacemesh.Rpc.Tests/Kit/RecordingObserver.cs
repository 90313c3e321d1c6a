using System.Collections.Concurrent;
using Spacemesh.Rpc.Server;

namespace Spacemesh.Rpc.Tests.Kit;

/// <summary>Writes down what it is told.</summary>
internal sealed class RecordingObserver : RpcServerObserver
{
    public ConcurrentQueue<string> Events { get; } = new();

    public override void CallStarted(string method) => Events.Enqueue($"started {method}");

    public override void MessageReceived(string method) => Events.Enqueue("received");

    public override void MessageSent(string method) => Events.Enqueue("sent");

    public override void CallFinished(string method, bool streaming, StatusCode code, string message, TimeSpan elapsed) =>
        Events.Enqueue($"finished {method} {code} {message}");

    public override void HttpStarted(string path) => Events.Enqueue($"started {path}");

    public override void HttpFinished(string path, string verb, int status, long bytes, TimeSpan elapsed) =>
        Events.Enqueue($"finished {verb} {path} {status} {bytes}");
}
