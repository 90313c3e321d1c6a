using System.Net;

namespace Spacemesh.Poet.Server;

/// <summary>Where a PoET service listens (spec 03 §11). Null leaves a listener out.</summary>
/// <param name="Grpc">Public gRPC.</param>
/// <param name="Rest">Public REST/JSON.</param>
/// <param name="Admin">The operator's gRPC.</param>
/// <param name="MaxResponseSize">Largest answer of the REST listener, as protobuf bytes.</param>
/// <param name="MaxBodySize">Largest request body; a registration is far below.</param>
public sealed record PoetListenerOptions(
    IPEndPoint? Grpc, IPEndPoint? Rest, IPEndPoint? Admin = null, int MaxResponseSize = 8 << 20, int MaxBodySize = 1024);
