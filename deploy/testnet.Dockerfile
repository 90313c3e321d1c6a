# Everything that compose.yaml runs: node, PoET and what prepares the network.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
RUN dotnet publish tools/spacemesh -c Release -o /out --nologo \
 && dotnet publish tools/poet -c Release -o /out --nologo \
 && dotnet publish tools/testnet -c Release -o /out --nologo

FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN apt-get update \
 && apt-get install -y --no-install-recommends libsodium23 libsqlite3-0 librandomx0 ocl-icd-libopencl1 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /out /opt/testnet
VOLUME /testnet
