using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Ports.Api;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>
/// SmesherService over its own port. Options that the reference accepts as zeros and then dies of are refused (spec 04 §19); which calls
/// the port makes behind it is tested with the smeshing service.
/// </summary>
[VectorFile("04-smesher-api")]
public sealed class SmesherApiVectors : VectorSuite
{
    private const string Prefix = "stest";

    private static readonly NetworkParameters Network = new()
    {
        LayersPerEpoch = 3,
        LayerDuration = TimeSpan.FromSeconds(30),
        GenesisTime = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero),
        GoldenAtx = default,
        AddressPrefix = Prefix,
    };

    public override void Check(VectorCase vector) => CheckAsync(vector).GetAwaiter().GetResult();

    private static async Task CheckAsync(VectorCase vector)
    {
        string method = vector.Name.Split(':', ',', ' ')[0];
        var smeshing = new ScriptedSmeshing(vector);
        var options = GoldenNode.LoopbackOptions with { PostParameters = ParametersOf(vector) };
        await using var node = GoldenNode.Start(new MemoryStateDatabase(), Network, Network.GenesisTime, options: options, change: sources => sources with { Smeshing = smeshing });
        var service = V1.SmesherReflection.Descriptor.Services[0];
        var descriptor = service.FindMethodByName(method) ?? throw new VectorMismatchException($"no method {method}");
        var request = RequestOf(vector, descriptor.InputType.ClrType, method);
        IMessage? response = null;
        RpcException? failure = null;
        try
        {
            response = await node.Channel("private").UnaryAsync(Raw(descriptor), request, cancellationToken: CancellationToken.None);
        }
        catch (RpcException exception)
        {
            failure = exception;
        }

        var status = vector.Out.GetProperty("status");
        string code = status.Text("code");
        if (method == "StartSmeshing" && code == "OK" && !IsComplete(vector.In.GetProperty("request")))
        {
            VectorCase.Equal(StatusCode.InvalidArgument, failure?.Code ?? StatusCode.Ok, "status");
            VectorCase.True(smeshing.Started is null, "smeshing was started without options");
            return;
        }

        VectorCase.Equal(code, (failure?.Code ?? StatusCode.Ok) == StatusCode.Ok ? "OK" : failure!.Code.ToString(), $"status ({failure?.Message})");
        VectorCase.Equal(status.Text("message"), failure?.Message ?? "", "message");
        if (vector.Out.Has("response"))
            VectorCase.Equal(JsonParser.Default.Parse(vector.Out.GetProperty("response").GetRawText(), descriptor.OutputType), response!, "response");
        if (method == "StartSmeshing" && vector.Out.TryGetProperty("calls", out var calls))
            CheckCalls(calls, smeshing);
    }

    private static void CheckCalls(JsonElement calls, ScriptedSmeshing smeshing)
    {
        JsonElement[] made = calls.ValueKind == JsonValueKind.Array ? [.. calls.EnumerateArray()] : [];
        var start = made.FirstOrDefault(call => call.Has("supervisor_start"));
        if (start.ValueKind == JsonValueKind.Undefined)
        {
            VectorCase.True(smeshing.Started is null, "smeshing was started");
            return;
        }

        start = start.GetProperty("supervisor_start");
        var (coinbase, request) = smeshing.Started ?? throw new VectorMismatchException("smeshing was not started");
        VectorCase.Equal(start.Text("data_dir"), request.DataFolder, "data folder");
        VectorCase.Equal(start.U32("num_units"), request.Units, "units");
        VectorCase.Equal(start.U64("max_file_size"), request.MaxFileSize, "file size");
        VectorCase.Equal(start.Has("provider") ? start.U32("provider") : null, request.ProviderId, "provider");
        VectorCase.Equal(start.Flag("throttle"), request.Throttle, "throttle");
        if (made.FirstOrDefault(call => call.Has("builder_start")) is { ValueKind: JsonValueKind.Object } builder)
            VectorCase.Equal(builder.Text("builder_start"), AddressText.Format(coinbase, Prefix), "coinbase");
    }

    private static IMessage RequestOf(VectorCase vector, System.Type type, string method)
    {
        var empty = (IMessage)Activator.CreateInstance(type)!;
        if (vector.In.Has("request"))
            return JsonParser.Default.Parse(vector.In.GetProperty("request").GetRawText(), empty.Descriptor);
        return method switch
        {
            "SetCoinbase" when !vector.Name.Contains("without", StringComparison.Ordinal) =>
                new V1.SetCoinbaseRequest { Id = new V1.AccountId { Address = AddressText.Format(Address.FromBytes([.. new byte[4], .. Enumerable.Repeat((byte)7, 20)]), Prefix) } },
            "PostSetupProviders" => new V1.PostSetupProvidersRequest { Benchmark = vector.Name.Contains("benchmark", StringComparison.Ordinal) },
            _ => empty,
        };
    }

    private static bool IsComplete(JsonElement request) =>
        request.TryGetProperty("opts", out var opts) && opts.Has("dataDir") && opts.Has("numUnits") && opts.Has("maxFileSize");

    private static PostParameters ParametersOf(VectorCase vector)
    {
        var told = vector.Name == "PostConfig" ? JsonParser.Default.Parse<V1.PostConfigResponse>(vector.Out.GetProperty("response").GetRawText()) : new V1.PostConfigResponse();
        return new PostParameters(told.LabelsPerUnit, told.MinNumUnits, told.MaxNumUnits, told.K1, told.K2);
    }

    private static RpcMethod<IMessage, IMessage> Raw(Google.Protobuf.Reflection.MethodDescriptor method) => new(
        $"/{method.Service.FullName}/{method.Name}", false, false,
        new RpcMarshaller<IMessage>(message => message.CalculateSize(), (message, output) => message.WriteTo(output), _ => new Empty()),
        new RpcMarshaller<IMessage>(_ => 0, (_, _) => { }, bytes => method.OutputType.Parser.ParseFrom(bytes)));

    /// <summary>Smeshing that answers as the case says it should be.</summary>
    private sealed class ScriptedSmeshing(VectorCase vector) : ISmeshingControl
    {
        private readonly string _message = vector.Out.GetProperty("status").Text("message");
        private readonly string _code = vector.Out.GetProperty("status").Text("code");

        public (Address Coinbase, PostSetupRequest Request)? Started { get; private set; }

        public bool IsSupervised => vector.In.Flag("supervised");

        public bool IsSmeshing => true;

        // With one identity the deprecated call is answered.
        public IReadOnlyList<NodeId> Identities => [default, NodeId.FromBytes(Enumerable.Repeat((byte)1, 32).ToArray())];

        public Address Coinbase
        {
            get => AddressText.Parse(vector.Out.GetProperty("response").GetProperty("accountId").Text("address"), Prefix);
            set => _ = value;
        }

        public PostSetupReport PostSetup
        {
            get
            {
                var told = JsonParser.Default.Parse<V1.PostSetupStatusResponse>(vector.Out.GetProperty("response").GetRawText()).Status;
                return new PostSetupReport(
                    (PostSetupState)(int)told.State, told.NumLabelsWritten,
                    told.Opts is { } opts ? new PostSetupRequest(opts.DataDir, opts.NumUnits, opts.MaxFileSize, opts.HasProviderId ? opts.ProviderId : null, opts.Throttle) : null);
            }
        }

        public Task StartAsync(Address coinbase, PostSetupRequest request, CancellationToken cancellationToken = default)
        {
            if (!vector.In.Flag("post_listener_up"))
                throw new SmeshingException(SmeshingFault.NotConfigured, _message);
            Started = (coinbase, request);
            return _code == "OK" ? Task.CompletedTask : throw new SmeshingException(SmeshingFault.Failed, _message);
        }

        public Task StopAsync(bool deleteFiles, CancellationToken cancellationToken = default) =>
            _code == "OK" ? Task.CompletedTask : throw new SmeshingException(SmeshingFault.Failed, _message);

        public Task<IReadOnlyList<PostProviderReport>> ProvidersAsync(bool benchmark, CancellationToken cancellationToken = default)
        {
            if (_code != "OK")
                throw new SmeshingException(SmeshingFault.Failed, _message);
            var told = JsonParser.Default.Parse<V1.PostSetupProvidersResponse>(vector.Out.GetProperty("response").GetRawText());
            return Task.FromResult<IReadOnlyList<PostProviderReport>>(
                [.. told.Providers.Select(provider => new PostProviderReport(provider.Id, provider.Model, (int)provider.DeviceType == 2, provider.Performance))]);
        }

        public IReadOnlyList<PostIdentityReport> PostStates() => [];
    }
}
